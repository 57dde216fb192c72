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
 * One subscriber: what it has had, and so what it is told next. It ends where that is not to be had any
 * more, its key does not count any more, or the server stops; the subscriber then comes again with the
 * last id that it had. Used by the connection's own thread alone.
 */
final class Subscription implements Streamed {
  private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

  /** How many events are written at once. */
  private static final int AT_ONCE = 500;

  /** This server hears from the database each second; a heartbeat follows at once. */
  private static final long HEARTBEAT_NANOS = Duration.ofMillis(900).toNanos();

  private static final long HEARTBEAT_ANYWAY_NANOS = Duration.ofMillis(1_200).toNanos();

  /** Where a heartbeat is due that this server cannot give. */
  private static final long AGAIN_NANOS = Duration.ofMillis(300).toNanos();

  private final Feed feed;
  private final Replay replay;
  private final long askedAt;
  private final FeedState began;
  private final BooleanSupplier mayStill;
  private List<byte[]> opening;

  /** The last number that was written. */
  private long after;

  /** What there was to tell of changes up to this one has been told; not less than that. */
  private long through;

  private long keyChanges;
  private long beatAt = System.nanoTime() - HEARTBEAT_ANYWAY_NANOS;

  /**
   * One that begins.
   *
   * @param opening what is written first
   * @param after the last change that is told with that
   * @param askedAt by {@link System#nanoTime}: its subscriber had asked for it by then
   * @param began what was known before it was found out whether its key counts
   */
  Subscription(
      Feed feed,
      Replay replay,
      List<byte[]> opening,
      long after,
      long askedAt,
      FeedState began,
      BooleanSupplier mayStill) {
    this.feed = feed;
    this.replay = replay;
    this.opening = opening;
    this.after = after;
    this.through = after;
    this.askedAt = askedAt;
    this.began = began;
    this.mayStill = mayStill;
    this.keyChanges =
        began.keyChanges() - 1; // one may have changed before this was noted: ask once
  }

  @Override
  public void writeTo(Reader reader) {
    try {
      if (open(reader)) {
        goOn(reader);
      }
    } catch (StoreUnavailableException | UnavailableException e) {
      LOG.log(Level.DEBUG, "a subscription ends", e); // its subscriber comes again
    }
  }

  private boolean open(Reader reader) {
    for (byte[] piece : opening) {
      if (hasEnded(feed.known())) {
        return false;
      }
      reader.write(piece);
    }
    opening = List.of(); // of a snapshot it may be much
    return true;
  }

  private void goOn(Reader reader) {
    FeedState now = feed.known();
    while (!hasEnded(now) && tell(reader, now)) {
      if (through >= now.upTo().number()) {
        beat(reader, now);
        Feed.await(now, Math.max(AGAIN_NANOS, due(now) - System.nanoTime()));
      }
      now = feed.known();
    }
  }

  private boolean hasEnded(FeedState now) {
    return now.closed() || now.buffer() != began.buffer() || !isAdmitted(now);
  }

  private boolean isAdmitted(FeedState now) {
    boolean admitted = now.keyChanges() == keyChanges || mayStill.getAsBoolean();
    keyChanges = now.keyChanges();
    return admitted;
  }

  /**
   * Writes some of what it has not had.
   *
   * @return false where that is not to be had any more
   */
  private boolean tell(Reader reader, FeedState now) {
    long upTo = now.upTo().number();
    if (through >= upTo) {
      return true;
    }
    Optional<List<Event>> recent = now.buffer().between(through, upTo, AT_ONCE);
    if (recent.isPresent()) {
      List<Event> events = recent.get();
      write(reader, events);
      through = events.size() < AT_ONCE ? upTo : after;
      return true;
    }
    Optional<Replay.Part> part = replay.after(through, upTo);
    part.ifPresent(
        some -> {
          write(reader, some.events());
          through = some.upTo();
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

  /** Says that there was nothing else until now; not where this server does not know that. */
  private void beat(Reader reader, FeedState now) {
    boolean behind = now.upTo().number() < after; // another server was ahead
    if (!behind && !Feed.isStale(now) && System.nanoTime() - due(now) >= 0) {
      beatAt = System.nanoTime();
      reader.write(
          FeedEncoder.heartbeat(feed.told(now.upTo()), after, now.ageNanos(), beatAt - askedAt));
      after = now.upTo().number();
    }
  }

  private long due(FeedState now) {
    boolean newer = now.upToDateAt() - beatAt > 0;
    return beatAt + (newer ? HEARTBEAT_NANOS : HEARTBEAT_ANYWAY_NANOS);
  }
}
