package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.RememberedTokens.Remembered;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** Neither a token nor the service key is anywhere where somebody reads. */
class LeakTest {
  private static final String LIVE = Tokens.good(START, "live");

  /** Each line, with the whole of its exception. */
  private static final class Lines extends Handler {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord line) {
      StringWriter text = new StringWriter().append(new SimpleFormatter().format(line));
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(text));
      }
      lines.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void logsNeitherTokenNorKeyAtAnyLevelAndAWarningOnce() throws IOException {
    Lines lines = new Lines();
    Logger logger = Logger.getLogger("dev.restauth.client");
    logger.setLevel(Level.ALL);
    logger.addHandler(lines);
    try (FakeServer server = new FakeServer();
        Connected connected =
            Verifiers.connect(
                server,
                Verifiers.hurried(server, new TestClock()).whenStale(WhenStale.askServer()))) {
      connected.accepts(LIVE);
      connected.feed().send(LIVE + "\n" + Verifiers.SERVICE_KEY + "\n\n");
      connected.feed().send("event: session\ndata: " + LIVE + "\n\n");
      try (Stream again = server.next()) {
        server.answerFeed(401);
        again.send("event: snapshot\ndata: " + Verifiers.SERVICE_KEY + "\n\n");
      }
      Awaiting.until("stale", () -> !connected.verifier().isFresh());
      server.answerIntrospection(LIVE);
      connected.accepts(LIVE);
      connected.accepts(LIVE + "x");
      long before = lines.lines.size();
      Awaiting.until("several attempts", () -> lines.lines.size() > before + 3);
      server.answerFeed(200);
      try (Stream again = server.next()) {
        again.resumed(100).beating();
        Awaiting.until("fresh", () -> connected.verifier().isFresh());
      }
      Awaiting.until("told", () -> lines.lines.stream().anyMatch(line -> line.contains("again")));
    } finally {
      logger.removeHandler(lines);
      logger.setLevel(null);
    }
    assertThat(lines.lines)
        .noneMatch(line -> line.contains("restauth_sk_") || line.contains("eyJ"))
        .filteredOn(line -> line.contains(Level.WARNING.getLocalizedName()))
        .hasSize(1);
  }

  @Test
  void showsNoTokenInAnyToString() {
    PresentedToken presented = PresentedToken.read(LIVE).orElseThrow();
    VerificationKey key =
        VerificationKey.read(Tokens.KEY.toPublicJWK().toJSONObject()).orElseThrow();
    Remembered remembered = new Remembered(LIVE, key, presented.claims());
    for (Object each : List.of(presented, presented.claims(), remembered, remembered.verdict())) {
      assertThat(each.toString()).doesNotContain("eyJ").doesNotContain("live");
    }
  }
}
