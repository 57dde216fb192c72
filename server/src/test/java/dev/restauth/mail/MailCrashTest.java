package dev.restauth.mail;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess;
import dev.restauth.http.HttpCalls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it sends mails. Each requested mail must arrive. */
class MailCrashTest {
  private static final int MAILS_BEFORE_THE_KILL = 3;

  @TempDir Path folder;

  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private final AtomicInteger asks = new AtomicInteger();

  @Test
  void losesNoMailAndDoublesHaveOneMessageId() {
    crash(1);
  }

  @Test
  @Tag("long")
  void losesNoneInManyCrashes() {
    crash(100);
  }

  private void crash(int rounds) {
    try (ScriptedSmtp smtp = new ScriptedSmtp()) {
      for (int round = 0; round < rounds; round++) {
        try (ServerProcess process = start(smtp)) {
          askUntilKilled(process, smtp);
        }
      }
      try (ServerProcess process = start(smtp)) {
        process.ready();
        eventually(
            "all have arrived", () -> idsByRecipient(smtp).keySet().containsAll(acknowledged));
        assertThat(process.log()).doesNotContain("@example.com", "/mail/confirm");
      }
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(rounds);
      assertThat(idsByRecipient(smtp).values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
    }
  }

  private ServerProcess start(ScriptedSmtp smtp) {
    return ServerProcess.serve(
        folder,
        "--log-level=debug", // libraries log most at this level
        "--trusted-proxies=127.0.0.1",
        "--public-url=" + MailScene.PUBLIC_URL,
        "--mail-from=" + MailScene.FROM,
        "--smtp-url=" + smtp.url());
  }

  private void askUntilKilled(ServerProcess process, ScriptedSmtp smtp) {
    HttpCalls calls = process.ready();
    int before = smtp.mails().size();
    int acknowledgedBefore = acknowledged.size();
    Thread client = Thread.ofVirtual().start(() -> askAgainAndAgain(calls));
    eventually(
        "some were requested and sent",
        () ->
            acknowledged.size() > acknowledgedBefore
                && smtp.mails().size() >= before + MAILS_BEFORE_THE_KILL);
    process.kill();
    try {
      client.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void askAgainAndAgain(HttpCalls calls) {
    try {
      while (true) {
        int number = asks.incrementAndGet();
        String address = "r" + number + "@example.com";
        HttpCalls.Reply reply =
            MailScene.ask(
                calls,
                "anna",
                address,
                "X-Forwarded-For: 10." + number / 250 + "." + number % 250 + ".1");
        if (reply.status() != 202) {
          throw new AssertionError(reply.toString());
        }
        acknowledged.add(address);
      }
    } catch (UncheckedIOException | IndexOutOfBoundsException killed) {
      // The kill interrupted the response, so nobody expects a mail for this request.
    }
  }

  private static Map<String, Set<String>> idsByRecipient(ScriptedSmtp smtp) {
    Map<String, Set<String>> ids = new TreeMap<>();
    for (String mail : smtp.mails()) {
      ids.computeIfAbsent(field(mail, "To: "), _ -> new TreeSet<>())
          .add(field(mail, "Message-ID: "));
    }
    return ids;
  }

  private static String field(String mail, String name) {
    return mail.lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow()
        .substring(name.length());
  }
}
