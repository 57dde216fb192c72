package dev.restauth.docs;

import static dev.restauth.Eventually.eventually;

import dev.restauth.TestServer;
import dev.restauth.cli.Attempt;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A terminal for operator commands to a running server, and for curl. No command reads a file.
 *
 * @param server the server that runs the commands
 * @param curl runs everything else
 * @param clock the clock of the server; a sleep moves it
 * @param mails the mails that the server logs
 */
record ServerTerminal(TestServer server, CurlSession.Curl curl, MovedClock clock, SentMails mails)
    implements CurlSession.Curl {
  /** The e-mail address whose mails the documents show. */
  static final String ADDRESS = "susan@example.org";

  @Override
  public boolean isShell() {
    return curl.isShell();
  }

  @Override
  public String appCode(String secret) {
    clock.sleep(Duration.ofSeconds(90)); // each code is valid once
    return FactorScene.code(FactorScene.totp(secret), clock.instant());
  }

  @Override
  public String mailedCode() {
    return mails.nextWithCode(ADDRESS).code();
  }

  @Override
  public String run(String command, Map<String, String> variables) {
    List<String> words = OwnCurl.words(command, variables);
    if (words.getFirst().equals("sleep")) {
      SentMails.awaitDelivered(server);
      eventually(
          "all events are numbered",
          () -> Rows.count(server, "SELECT count(*) AS n FROM event_unnumbered") == 0);
      clock.sleep(Duration.ofSeconds(Long.parseLong(words.get(1))));
      return "";
    }
    if (!words.getFirst().equals("./restauth")) {
      return curl.run(command, variables);
    }
    int redirect = words.indexOf("<"); // the file contains the documents' password
    List<String> arguments = words.subList(1, redirect < 0 ? words.size() : redirect);
    Attempt.Result result =
        new Attempt()
            .input("python\n")
            .operating(
                (_, _, request, _) -> server.operate(request.operation(), request.arguments()))
            .run(arguments.toArray(String[]::new));
    if (result.exitCode() != 0) {
      throw new AssertionError("exit code " + result.exitCode() + " of " + command + result.err());
    }
    return result.out() + result.err();
  }
}
