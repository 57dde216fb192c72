package dev.restauth.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Declarations;
import dev.restauth.cluster.Peers;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.TokenProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snapshot for new subscribers, and the database reads that it requires. */
class SnapshotTest {
  private static final long UNSHARED_MILLIS = 1_100;

  @TempDir Path folder;

  private Store store;
  private Feed feed;
  private Snapshot snapshot;
  private volatile boolean silent;
  private volatile boolean virtually;

  /** A database whose reads a test can make fail. */
  private final class Failing implements Snapshots {
    @Override
    public <T> T reading(Function<Transaction, T> work) {
      if (silent) {
        throw new StoreUnavailableException("it does not answer");
      }
      virtually = Thread.currentThread().isVirtual();
      return store.reading(work);
    }
  }

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), InstantSource.system()).open();
    FeedContent content =
        new FeedContent(
            new TokenProfile(
                () -> "issuer", Optional.of("audience"), Duration.ofMinutes(1), Duration.ofDays(1)),
            List::of,
            Instant::now,
            Declarations.OURS.changes());
    Position last = store.reading(tx -> tx.changes().last());
    feed = new Feed(store, content);
    feed.begin(new Peers.Start(last, System.nanoTime()));
    snapshot = new Snapshot(new Failing(), content);
  }

  @AfterEach
  void close() {
    feed.close();
    store.close();
  }

  @Test
  void previousSnapshotIsUsedIfTheNextCannotBeRead() throws InterruptedException {
    Snapshot.Encoded before = snapshot.take(feed);
    Thread.sleep(UNSHARED_MILLIS);

    silent = true;
    assertThat(snapshot.take(feed)).isSameAs(before);

    silent = false;
    assertThat(snapshot.take(feed)).isNotSameAs(before);
  }

  @Test
  void snapshotOfAnotherHistoryIsRefused() {
    var _ = snapshot.take(feed);
    silent = true;
    snapshot.drop();

    assertThatThrownBy(() -> snapshot.take(feed)).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void readsWhileVirtualThreadsAreBusy() throws InterruptedException {
    virtually = true;

    Thread.ofVirtual().start(() -> snapshot.take(feed)).join();

    assertThat(virtually).isFalse();
  }
}
