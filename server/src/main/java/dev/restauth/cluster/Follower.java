package dev.restauth.cluster;

import dev.restauth.feature.Feature;
import dev.restauth.store.Change;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.ChangeListener.News;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hears of what others change, and has it known here. A failure loses nothing: what was not applied as a
 * whole has not been heard, and is read again.
 *
 * <p>A thread of the operating system: whatever keeps the carriers of virtual ones busy must not make a
 * server deaf.
 */
final class Follower implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Follower.class.getName());
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final long BATCH = 1_000;

  /** Changes come in crowds, which are better read at once. */
  private static final long BREATH_MILLIS = 3;

  private static final long AGAIN_MILLIS = 200;

  private final Peers peers;
  private final ChangeListener listener;
  private final List<Feature> features;
  private final Set<String> kinds;
  private final ChangeSubscriber subscriber;
  private final StalenessLog stalenessLog;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private Position heard;

  /**
   * Begins.
   *
   * @param heard the last change that is known here
   * @param kinds of changes, all that this program knows
   */
  Follower(
      Peers peers,
      ChangeListener listener,
      Position heard,
      List<Feature> features,
      Set<String> kinds,
      ChangeSubscriber subscriber) {
    this.peers = peers;
    this.listener = listener;
    this.heard = heard;
    this.features = features;
    this.kinds = kinds;
    this.subscriber = subscriber;
    this.stalenessLog = new StalenessLog(peers.freshness());
    this.thread = Thread.ofPlatform().name("follower").daemon().unstarted(this::run);
    thread.start();
  }

  private void run() {
    try {
      while (!closing.await(BREATH_MILLIS, TimeUnit.MILLISECONDS)) {
        hearAndWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hearAndWait() throws InterruptedException {
    try {
      hear();
      listener.await(HEARTBEAT);
    } catch (RuntimeException e) { // whatever it is: to end would be to be deaf for good
      if (closing.getCount() > 0) {
        stalenessLog.lasts(e);
        closing.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Reads on until nothing is left. */
  private void hear() {
    boolean more = true;
    while (more && closing.getCount() > 0) {
      long askedAt = System.nanoTime();
      News news = peers.read(heard.number(), BATCH);
      if (continues(news)) {
        apply(news);
      } else {
        startAfresh(news.position());
      }
      more = heard.number() < news.position().number();
      if (!more) {
        stalenessLog.ends();
        peers.freshness().heard(askedAt);
        subscriber.upToDate(askedAt);
      }
    }
  }

  private void apply(News news) {
    List<Change> changes = news.changes().stream().map(Numbered::change).toList();
    Feature.tellAll(features, each -> each.heard(changes));
    if (!news.changes().isEmpty()) {
      Position upTo = new Position(heard.epoch(), news.changes().getLast().number());
      subscriber.told(upTo, news.changes());
      heard = upTo;
    }
  }

  /** Whether that is the same history, from the next number on without a gap. */
  private boolean continues(News news) {
    List<Numbered> changes = news.changes();
    long expected = heard.number();
    for (Numbered change : changes) {
      expected++;
      // What another program means by a kind that is not known here cannot be heard one by one.
      if (change.number() != expected || !kinds.contains(change.change().kind())) {
        return false;
      }
    }
    boolean whole = changes.size() == BATCH || expected == news.position().number();
    return whole && news.position().epoch().equals(heard.epoch());
  }

  /** The position was read before what is read now, so that nothing falls between. */
  private void startAfresh(Position position) {
    LOG.log(
        Level.INFO,
        position.epoch().equals(heard.epoch())
            ? "changes that were not heard here have been removed: everything is read anew"
            : "the database has another history: everything is read anew");
    Feature.tellAll(features, Feature::afresh);
    subscriber.afresh(position);
    heard = position;
  }

  /** Ends, without waiting for the database. */
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
