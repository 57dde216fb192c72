package dev.restauth.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.TestServer;
import dev.restauth.cluster.Peers;
import dev.restauth.session.RevocationRows;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.token.TokenProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that does not know yet what its database has. */
class BehindTest {
  private static final FeedContent CONTENT =
      new FeedContent(
          new TokenProfile(
              () -> "issuer", Optional.of("audience"), Duration.ofMinutes(1), Duration.ofDays(1)),
          List::of,
          Instant::now,
          Declarations.OURS.changes());

  @RegisterExtension private final TestServer server = new TestServer();

  private Position last() {
    return server.store().reading(tx -> tx.changes().last());
  }

  private void revoke(String sessionId) {
    server
        .store()
        .inTransaction(
            tx -> {
              new RevocationRows(tx).revokeSession(sessionId, 1, Instant.now().plusSeconds(60));
              return true;
            });
  }

  /** Returns where the changes were before. */
  private Position revokeTwo() {
    server.calls().register("miguel" + last().number(), "python");
    Position before = last();
    revoke("first");
    revoke("second");
    return before;
  }

  private Replay replay() {
    return new Replay(server.store(), new Events(CONTENT), last().epoch());
  }

  private Feed feed(Position met, long askedAt) {
    Feed feed = new Feed(server.store(), CONTENT);
    feed.begin(new Peers.Met(met, askedAt));
    return feed;
  }

  @Test
  void readsInTheDatabaseOnlyAsFarAsItKnowsTheKeys() {
    Position had = revokeTwo();
    Position known = last();
    server.operate("key.rotate", Map.of());

    Replay.Part part = replay().after(had.number(), known.number()).orElseThrow();
    assertThat(part.upTo()).isEqualTo(known.number());
    assertThat(part.events()).hasSize(2);
  }

  @Test
  void remembersWhatWasBeforeItStarted() {
    Position had = revokeTwo();
    Position known = last();
    revokeTwo();

    EventBuffer buffer = replay().before(known.number(), 1 << 20);
    assertThat(buffer.reachesBackTo(0)).isTrue();
    assertThat(buffer.between(had.number(), Long.MAX_VALUE, 100).orElseThrow()).hasSize(2);

    server.store().inTransaction(tx -> tx.changes().purge(tx.now().plusSeconds(1), had.number()));
    buffer = replay().before(known.number(), 1 << 20);
    assertThat(buffer.reachesBackTo(had.number())).isTrue();
    assertThat(buffer.reachesBackTo(had.number() - 1)).isFalse();
  }

  @Test
  void knowsNothingOfWhatHappenedWhileItStarted() {
    long askedAt = System.nanoTime() - Duration.ofSeconds(1).toNanos();
    Feed feed = feed(last(), askedAt);

    List<String> told = new ArrayList<>();
    feed.subscribe(Optional.of(CONTENT.told(last())), () -> true)
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
