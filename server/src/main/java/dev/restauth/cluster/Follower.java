package dev.restauth.cluster;

import dev.restauth.feature.Feature;
import dev.restauth.store.Change;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.ChangeListener.Batch;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.Snapshots;
import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads the changes of all servers from the database, and applies them to this server. No failure
 * loses a change: if a change was not applied, the follower reads it again.
 *
 * <p>The follower runs on a platform thread, so that changes are applied even if all carriers of
 * virtual threads are busy.
 */
final class Follower implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Follower.class.getName());
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final long BATCH = 1_000;

  /**
   * The shortest time between two reads. Changes come in bursts, and it is faster to read them
   * together. The first change after a pause is read immediately, so that a log-out reaches the
   * feed without this delay.
   */
  private static final long BURST_NANOS = Duration.ofMillis(3).toNanos();

  private static final long RETRY_MILLIS = 200;

  private final Peers peers;
  private final ChangeListener listener;
  private final Snapshots store;
  private final List<Feature> features;
  private final Set<String> kinds;
  private final ChangeSubscriber subscriber;
  private final StalenessLog stalenessLog;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private Position position;

  /**
   * Starts to follow the changes.
   *
   * @param store the store from which the features read their state again
   * @param position the position of the last change that this server has applied
   * @param kinds the kinds of changes that this version supports
   */
  Follower(
      Peers peers,
      ChangeListener listener,
      Snapshots store,
      Position position,
      List<Feature> features,
      Set<String> kinds,
      ChangeSubscriber subscriber) {
    this.peers = peers;
    this.listener = listener;
    this.store = store;
    this.position = position;
    this.features = features;
    this.kinds = kinds;
    this.subscriber = subscriber;
    this.stalenessLog = new StalenessLog(peers.freshness());
    this.thread = Thread.ofPlatform().name("follower").daemon().unstarted(this::run);
    thread.start();
  }

  private void run() {
    try {
      long readAt = System.nanoTime() - BURST_NANOS;
      while (!closing.await(readAt + BURST_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        readAt = pollAndWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Reads changes, then waits for more. Returns the time of the last read, by {@link
   * System#nanoTime}.
   */
  private long pollAndWait() throws InterruptedException {
    long readAt = System.nanoTime();
    try {
      poll();
      readAt = System.nanoTime();
      peers.countNodes();
      listener.await(POLL_INTERVAL);
    } catch (RuntimeException e) { // the thread must continue
      if (closing.getCount() > 0) {
        stalenessLog.failed(e);
        closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    return readAt;
  }

  /** Reads and applies changes until no change is left. */
  private void poll() {
    boolean more = true;
    while (more && closing.getCount() > 0) {
      long askedAt = System.nanoTime();
      Batch news = peers.read(position.number(), BATCH);
      if (continues(news)) {
        apply(news);
      } else {
        readEverything(news.position());
      }
      more = position.number() < news.position().number();
      if (!more) {
        stalenessLog.succeeded();
        peers.freshness().update(askedAt);
        subscriber.upToDate(askedAt);
      }
    }
  }

  private void apply(Batch news) {
    List<Change> changes = news.changes().stream().map(Numbered::change).toList();
    Feature.callAll(features, each -> each.onChanges(changes));
    if (!news.changes().isEmpty()) {
      Position upTo = new Position(position.epoch(), news.changes().getLast().number());
      subscriber.applied(upTo, news.changes());
      position = upTo;
    }
  }

  /**
   * Returns whether the changes can be applied one by one: they belong to the same epoch, and
   * follow the position without a gap.
   */
  private boolean continues(Batch news) {
    List<Numbered> changes = news.changes();
    long expected = position.number();
    for (Numbered change : changes) {
      expected++;
      // Changes of a kind that this version does not support cannot be applied one by one.
      if (change.number() != expected || !kinds.contains(change.change().kind())) {
        return false;
      }
    }
    boolean whole = changes.size() == BATCH || expected == news.position().number();
    return whole && news.position().epoch().equals(position.epoch());
  }

  /**
   * Makes all features read their cached state again. {@code from} was read before this call, so no
   * change is missed. During a failover, the listener may reach the new primary some seconds before
   * the store does, which then reads nothing, or reads from the old primary. The features keep their
   * state until then: without it, they could answer no request.
   */
  private void readEverything(Position from) {
    Position stored = store.reading(tx -> tx.changes().last());
    if (!stored.epoch().equals(from.epoch()) || stored.number() < from.number()) {
      throw new StoreUnavailableException("the store still reads from another database server");
    }
    LOG.log(
        Level.INFO,
        from.epoch().equals(position.epoch())
            ? "changes that were not applied here have been removed: everything is read again"
            : "the database has another history: everything is read again");
    Feature.callAll(features, Feature::invalidateAll);
    subscriber.reset(from);
    position = from;
  }

  /** Stops without waiting for the database. */
  @Override
  public void close() {
    closing.countDown();
    listener.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
