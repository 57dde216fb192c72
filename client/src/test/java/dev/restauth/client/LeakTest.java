package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secrecy: log lines, and the texts of objects, contain neither tokens nor the service key. */
class LeakTest {
  private static final String LIVE = Tokens.good(START, "live");

  @Test
  void tokensAndKeysAreNeverLoggedAndTheWarningOnce() throws IOException {
    LogLines lines = new LogLines();
    try (lines;
        FakeServer server = new FakeServer();
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
      long before = lines.all().size();
      Awaiting.until("several attempts", () -> lines.all().size() > before + 3);
      server.answerFeed(200);
      try (Stream again = server.next()) {
        again.resumed(100).beating();
        Awaiting.until("fresh", () -> connected.verifier().isFresh());
      }
      Awaiting.until("logged", () -> lines.all().stream().anyMatch(line -> line.contains("again")));
    }
    assertThat(lines.all())
        .noneMatch(line -> line.contains("restauth_sk_") || line.contains("eyJ"));
    assertThat(lines.warnings()).hasSize(1);
  }

  @Test
  void toStringOmitsTokens() {
    PresentedToken presented = PresentedToken.read(LIVE).orElseThrow();
    VerificationKey key =
        VerificationKey.read(Tokens.KEY.toPublicJWK().toJSONObject()).orElseThrow();
    CachedToken remembered =
        new CachedToken(LIVE, key, presented.claims(), new AcceptanceTerms("", "", 0));
    for (Object each : List.of(presented, presented.claims(), remembered, remembered.verdict())) {
      assertThat(each.toString()).doesNotContain("eyJ").doesNotContain("live");
    }
  }
}
