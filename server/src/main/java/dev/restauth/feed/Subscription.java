package dev.restauth.feed;

import dev.restauth.http.Streamed;
import dev.restauth.http.UnavailableException;
import dev.restauth.store.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A subscription: the position of a subscriber, which determines the next events that the
 * subscriber receives. The subscription ends if these events are no longer available, if the
 * service key is no longer accepted, or if the server stops. The subscriber then reconnects with
 * the last id that it received. Only the thread that writes to the subscriber uses this object.
 */
final class Subscription implements Streamed {
  private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

  /** The maximum number of events in one write. */
  private static final int BATCH = 500;

  /**
   * The minimum time between heartbeats. The server polls the database every second, and a
   * heartbeat follows each poll immediately.
   */
  private static final long HEARTBEAT_NANOS = Duration.ofMillis(900).toNanos();

  /** The time after which a heartbeat is due even without a new poll. */
  private static final long HEARTBEAT_AT_LATEST_NANOS = Duration.ofMillis(1_200).toNanos();

  /** The delay before a heartbeat that could not be sent is retried. */
  private static final long RETRY_NANOS = Duration.ofMillis(300).toNanos();

  private final Feed feed;
  private final Replay replay;
  private final long askedAt;
  private final FeedState initial;
  private final BooleanSupplier stillAuthorized;
  private List<byte[]> opening;

  /** The number of the last event or heartbeat written. */
  private long after;

  /** The last change up to which all events have been written; not less than {@code after}. */
  private long covered;

  private long keyChanges;
  private long heartbeatAt = System.nanoTime() - HEARTBEAT_AT_LATEST_NANOS;

  /**
   * Creates a subscription.
   *
   * @param opening the first output
   * @param after the last change that the opening covers
   * @param askedAt the time by {@link System#nanoTime} at which the request arrived
   * @param initial the state of the feed before the service key was checked
   */
  Subscription(
      Feed feed,
      Replay replay,
      List<byte[]> opening,
      long after,
      long askedAt,
      FeedState initial,
      BooleanSupplier stillAuthorized) {
    this.feed = feed;
    this.replay = replay;
    this.opening = opening;
    this.after = after;
    this.covered = after;
    this.askedAt = askedAt;
    this.initial = initial;
    this.stillAuthorized = stillAuthorized;
    this.keyChanges = initial.keyChanges() - 1; // forces one check: a key may have changed
  }

  @Override
  public void writeTo(Reader reader) {
    feed.serve(() -> write(reader));
  }

  private void write(Reader reader) {
    try {
      if (open(reader)) {
        follow(reader);
      }
    } catch (StoreUnavailableException | UnavailableException e) {
      LOG.log(Level.DEBUG, "a subscription ends", e); // the subscriber reconnects
    }
  }

  private boolean open(Reader reader) {
    for (byte[] piece : opening) {
      if (hasEnded(feed.state())) {
        return false;
      }
      reader.write(piece);
    }
    opening = List.of(); // frees a snapshot, which may be large
    return true;
  }

  private void follow(Reader reader) {
    FeedState now = feed.state();
    while (!hasEnded(now) && writePending(reader, now)) {
      if (covered >= now.upTo().number()) {
        writeHeartbeat(reader, now);
        Feed.await(now, Math.max(RETRY_NANOS, due(now) - System.nanoTime()));
      }
      now = feed.state();
    }
  }

  private boolean hasEnded(FeedState now) {
    return now.closed() || now.buffer() != initial.buffer() || !isAuthorized(now);
  }

  private boolean isAuthorized(FeedState now) {
    boolean authorized = now.keyChanges() == keyChanges || stillAuthorized.getAsBoolean();
    keyChanges = now.keyChanges();
    return authorized;
  }

  /**
   * Writes some of the pending events.
   *
   * @return false if the events are no longer available
   */
  private boolean writePending(Reader reader, FeedState now) {
    long upTo = now.upTo().number();
    if (covered >= upTo) {
      return true;
    }
    Optional<List<Event>> recent = now.buffer().between(covered, upTo, BATCH);
    if (recent.isPresent()) {
      List<Event> events = recent.get();
      write(reader, events);
      covered = events.size() < BATCH ? upTo : after;
      return true;
    }
    Optional<Replay.Batch> part = replay.after(covered, upTo);
    part.ifPresent(
        some -> {
          write(reader, some.events());
          covered = some.upTo();
        });
    return part.isPresent();
  }

  private void write(Reader reader, List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(256 * events.size());
    for (Event event : events) {
      event.write(text, after);
      after = event.number();
    }
    reader.write(text.toByteArray());
  }

  /**
   * Writes a heartbeat if one is due. A heartbeat states that there have been no events since the
   * last event or heartbeat that the subscriber received. While the state of this server is stale,
   * no heartbeat is written.
   */
  private void writeHeartbeat(Reader reader, FeedState now) {
    boolean behind = now.upTo().number() < after; // the subscriber's previous server was ahead
    if (!behind && !Feed.isStale(now) && System.nanoTime() - due(now) >= 0) {
      heartbeatAt = System.nanoTime();
      reader.write(
          FeedEncoder.heartbeat(
              feed.subscriberPosition(now.upTo()), after, now.ageNanos(), heartbeatAt - askedAt));
      after = now.upTo().number();
    }
  }

  private long due(FeedState now) {
    boolean newer = now.upToDateAt() - heartbeatAt > 0;
    return heartbeatAt + (newer ? HEARTBEAT_NANOS : HEARTBEAT_AT_LATEST_NANOS);
  }
}
