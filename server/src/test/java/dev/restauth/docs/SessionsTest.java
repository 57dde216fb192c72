package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Terminal sessions in the documents, which print what the documents show. */
class SessionsTest {
  @TempDir Path folder;

  @RegisterExtension private final SentMails mails = new SentMails();

  private final MovedClock clock = new MovedClock();
  private int servers;
  private Map<String, String> settings = Map.of("mail-log", "true", "email-login", "on");

  /**
   * Runs the commands of each document with {@link OwnCurl}, which takes a third of the processor
   * time of the real curl.
   */
  @ParameterizedTest
  @MethodSource("pages")
  void printsTheDocumentedOutput(Path path) {
    runParts(path, check -> onFreshServer(OwnCurl::new, check));
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("pages")
  void printsTheDocumentedOutputWithTheRealCurl(Path path) {
    runParts(
        path, check -> RealCurl.installed().ifPresent(curl -> onFreshServer(_ -> curl, check)));
  }

  private void runParts(Path path, Consumer<Check> servers) {
    Map<String, String> common = settings;
    for (CurlSession.Part part : CurlSession.parts(Document.of(path))) {
      settings = new HashMap<>(common);
      settings.putAll(part.settings());
      servers.accept(
          (curl, port) ->
              assertThat(part.session().differences(curl, port)).as(path + "").isEmpty());
    }
  }

  private static Stream<Path> pages() {
    return CurlSession.documents().stream().map(Document::path);
  }

  /** The second run prints the same, except that the user name is already taken. */
  @Test
  void readmeCanBeRunAgain() {
    CurlSession session = CurlSession.of(Document.of("README.md"));
    onFreshServers(
        (curl, port) -> {
          assertThat(session.differences(curl, port)).isEmpty();
          assertThat(session.differences(curl, port))
              .singleElement()
              .asString()
              .startsWith("$ " + session.steps().getFirst().command())
              .contains("/errors/username-taken");
        });
  }

  @Test
  void readmeShowsAllCallsInUnder120Lines() {
    Document readme = Document.of("README.md");
    assertThat(readme.text().lines()).hasSizeLessThan(120);
    assertThat(CurlSession.of(readme).steps())
        .extracting(CurlSession.Step::command)
        .anyMatch(command -> command.endsWith("/api/users"))
        .anyMatch(command -> command.contains("-u miguel:python") && command.endsWith("/api/token"))
        .anyMatch(command -> command.contains("-u $TOKEN:"))
        .anyMatch(command -> command.contains("Bearer $TOKEN"))
        .anyMatch(command -> command.endsWith("/api/me/password"))
        .anyMatch(command -> command.startsWith("curl -X DELETE"));
  }

  /**
   * Runs the commands of the server's front page twice, in their order. That page shows no
   * responses.
   */
  @ParameterizedTest
  @ValueSource(strings = {"compat", "nist"})
  void commandsOfTheFrontPageWork(String policy) {
    settings = Map.of("password-policy", policy, "mail-log", "true", "user-names", "own");
    onFreshServers(
        (curl, port) -> {
          assertThat(frontPageSession(curl, port).getFirst()).startsWith("HTTP/1.1 201");
          assertThat(frontPageSession(curl, port).getFirst())
              .startsWith("HTTP/1.1 400")
              .contains("/errors/username-taken");
        });
  }

  private static List<String> frontPageSession(CurlSession.Curl curl, int port) {
    String page = curl.run("curl http://127.0.0.1:" + port + "/", Map.of());
    Map<String, String> variables = new TreeMap<>();
    variables.put("SERVER", page.replaceFirst("(?s).*\n  SERVER=(\\S+)\n.*", "$1"));
    List<String> printed = new ArrayList<>();
    for (String command : frontPageCommands(page)) {
      if (command.startsWith("TOKEN=$(")) {
        boolean shell = curl.isShell();
        String inner = command.substring(8, shell ? command.length() - 1 : command.indexOf(" |"));
        String answer = curl.run(inner, variables);
        variables.put("TOKEN", shell ? answer.strip() : answer.split("\"", -1)[3]);
      } else {
        printed.add(curl.run(command, variables));
      }
    }
    String hello = "{\"data\":\"Hello, miguel!\"}\n";
    assertThat(printed).hasSize(15);
    assertThat(printed.get(1)).isEqualTo("{\"username\":\"miguel\"}\n");
    assertThat(printed.subList(2, 5)).containsExactly(hello, hello, hello);
    assertThat(printed.get(5)).startsWith("{\"sessions\":[{\"id\":\"").contains("true");
    assertThat(printed.get(6)).isEmpty();
    assertThat(printed.get(7)).startsWith("{\"type\":").contains("/errors/unauthorized");
    assertThat(printed.subList(8, 10)).containsExactly("", "");
    assertThat(printed.get(10)).startsWith("{\"key\":\"restauth_pat_");
    assertThat(printed.get(11)).startsWith("{\"id\":1,\"username\":\"miguel\",");
    // There is no user with the name NAME.
    assertThat(printed.getLast()).startsWith("Unauthorized Access");
    return printed;
  }

  private static List<String> frontPageCommands(String page) {
    return Pattern.compile("^  ((?:curl |TOKEN=).*(?:\n {3,}.*)*)$", Pattern.MULTILINE)
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private interface Check {
    void run(CurlSession.Curl curl, int port);
  }

  /** Runs the check with {@link OwnCurl}, and also with the real curl if it is installed. */
  private void onFreshServers(Check check) {
    onFreshServer(OwnCurl::new, check);
    RealCurl.installed().ifPresent(curl -> onFreshServer(_ -> curl, check));
  }

  private void onFreshServer(Function<HttpCalls, CurlSession.Curl> curl, Check check) {
    Path home = folder.resolve("server" + servers++);
    try (TestServer server = TestServer.start(home, clock, settings)) {
      check.run(
          new ServerTerminal(server, curl.apply(server.calls()), clock, mails), server.port());
      var _ = mails.all(server, ServerTerminal.ADDRESS); // the next server must not use these mails
    }
  }
}
