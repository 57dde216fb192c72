package dev.restauth.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.cluster.Peers;
import dev.restauth.store.ChangeStore.Position;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that does not know yet what its database has. */
class BehindTest {
  @TempDir Path folder;

  private static final Content CONTENT = new Content("issuer", "audience", List::of, Instant::now);

  private static Position last(TestServer server) {
    return server.store().reading(tx -> tx.changes().last());
  }

  private static void revoke(TestServer server, String sessionId) {
    server
        .store()
        .inTransaction(
            tx -> {
              tx.revocations().revokeSession(sessionId, 1, Instant.now().plusSeconds(60));
              return true;
            });
  }

  /** Returns where the changes were before. */
  private static Position revokeTwo(TestServer server) {
    server.calls().register("miguel" + last(server).number(), "python");
    Position before = last(server);
    revoke(server, "first");
    revoke(server, "second");
    return before;
  }

  private static Replay replay(TestServer server) {
    return new Replay(server.store(), new Events(CONTENT), last(server).epoch());
  }

  private static Feed feed(TestServer server, Position met, long askedAt) {
    return new Feed(server.store(), new Peers.Met(met, askedAt), CONTENT);
  }

  @Test
  void readsInTheDatabaseOnlyAsFarAsItKnowsTheKeys() {
    try (TestServer server = TestServer.start(folder)) {
      Position had = revokeTwo(server);
      Position known = last(server);
      TestServer.operate(folder, "key.rotate", Map.of());

      Replay.Part part = replay(server).after(had.number(), known.number()).orElseThrow();
      assertThat(part.upTo()).isEqualTo(known.number());
      assertThat(part.events()).hasSize(2);
    }
  }

  @Test
  void remembersWhatWasBeforeItStarted() {
    try (TestServer server = TestServer.start(folder)) {
      Position had = revokeTwo(server);
      Position known = last(server);
      revokeTwo(server);

      Recent recent = replay(server).before(known.number(), 1 << 20);
      assertThat(recent.reachesBackTo(0)).isTrue();
      assertThat(recent.between(had.number(), Long.MAX_VALUE, 100).orElseThrow()).hasSize(2);

      server.store().inTransaction(tx -> tx.changes().purge(tx.now().plusSeconds(1), had.number()));
      recent = replay(server).before(known.number(), 1 << 20);
      assertThat(recent.reachesBackTo(had.number())).isTrue();
      assertThat(recent.reachesBackTo(had.number() - 1)).isFalse();
    }
  }

  @Test
  void knowsNothingOfWhatHappenedWhileItStarted() {
    try (TestServer server = TestServer.start(folder)) {
      long askedAt = System.nanoTime() - Duration.ofSeconds(1).toNanos();
      Feed feed = feed(server, last(server), askedAt);

      List<String> told = new ArrayList<>();
      feed.subscribe(Optional.of(CONTENT.told(last(server))), () -> true)
          .writeTo(
              bytes -> {
                told.add(new String(bytes, StandardCharsets.UTF_8));
                if (told.getLast().startsWith("event: heartbeat")) {
                  feed.close();
                }
              });

      assertThat(told.getLast()).containsPattern("\"age\":[1-9]");
    }
  }
}
