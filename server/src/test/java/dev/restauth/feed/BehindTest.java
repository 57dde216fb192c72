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

/** The feed of a server that has not yet applied all changes of its database. */
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

  /** Revokes two sessions, and returns the position before the revocations. */
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

  private Feed feed(Position start, long askedAt) {
    Feed feed = new Feed(server.store(), CONTENT);
    feed.begin(new Peers.Start(start, askedAt));
    return feed;
  }

  @Test
  void replayEndsAtTheLastAppliedChange() {
    Position had = revokeTwo();
    Position applied = last();
    server.operate("key.rotate", Map.of());

    Replay.Batch part = replay().after(had.number(), applied.number()).orElseThrow();
    assertThat(part.upTo()).isEqualTo(applied.number());
    assertThat(part.events()).hasSize(2);
  }

  @Test
  void bufferIsFilledAtTheStart() {
    Position had = revokeTwo();
    Position applied = last();
    revokeTwo();

    EventBuffer buffer = replay().latestUpTo(applied.number(), 1 << 20);
    assertThat(buffer.reachesBackTo(0)).isTrue();
    assertThat(buffer.between(had.number(), Long.MAX_VALUE, 100).orElseThrow()).hasSize(2);

    server.store().inTransaction(tx -> tx.changes().purge(tx.now().plusSeconds(1), had.number()));
    buffer = replay().latestUpTo(applied.number(), 1 << 20);
    assertThat(buffer.reachesBackTo(had.number())).isTrue();
    assertThat(buffer.reachesBackTo(had.number() - 1)).isFalse();
  }

  @Test
  void ageCountsFromTheStartPosition() {
    long askedAt = System.nanoTime() - Duration.ofSeconds(1).toNanos();
    Feed feed = feed(last(), askedAt);

    List<String> received = new ArrayList<>();
    feed.subscribe(Optional.of(CONTENT.subscriberPosition(last())), false, () -> true)
        .writeTo(
            bytes -> {
              received.add(new String(bytes, StandardCharsets.UTF_8));
              if (received.getLast().startsWith("event: heartbeat")) {
                feed.close();
              }
            });

    assertThat(received.getLast()).containsPattern("\"age\":[1-9]");
  }
}
