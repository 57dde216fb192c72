package dev.restauth.feed;

import dev.restauth.http.UnavailableException;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.RevocationRows.RevokedGenerations;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.Snapshots;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All that is revoked at one moment, for who has nothing yet. After a restart a thousand may come at once:
 * it is read and encoded for the first of them, and shared by all who come within a second, or while the
 * next is read. What has changed meanwhile is told to each as events. Thread-safe.
 */
final class Snapshot {
  private static final int IN_A_PIECE = 2_000;
  private static final Duration SHARED = Duration.ofSeconds(1);
  private static final Duration KEPT = Duration.ofSeconds(5);
  private static final Duration CATCHING_UP = Duration.ofSeconds(2);

  private static final String TOO_MANY =
      "What is revoked could not be read in time. Try again in a few seconds.";

  /**
   * Ready to be written.
   *
   * @param at the last change that it has
   */
  record Encoded(Position at, List<byte[]> pieces, long readAt) {
    /** Keeps a copy of the list. */
    Encoded {
      pieces = List.copyOf(pieces);
    }
  }

  private record Revoked(
      Position at, Map<String, Instant> sessions, List<RevokedGenerations> accounts) {}

  private final Snapshots store;
  private final FeedContent content;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Optional<Encoded> shared = Optional.empty();

  Snapshot(Snapshots store, FeedContent content) {
    this.store = store;
    this.content = content;
  }

  /**
   * The one that is shared now, or else another.
   *
   * @throws UnavailableException where this server does not come to know what it has
   */
  Encoded take(Feed feed) {
    Optional<Encoded> before = shared;
    if (before.isPresent() && (isYounger(before.get(), SHARED) || !reading.tryLock())) {
      return before.get(); // while another reads the next: what it lacks is told as events
    }
    // Where the database does not answer, nobody waits for all who came before.
    if (before.isEmpty() && !locked()) {
      throw new UnavailableException(TOO_MANY);
    }
    try {
      return shared.filter(encoded -> isYounger(encoded, SHARED)).orElseGet(() -> next(feed));
    } finally {
      reading.unlock();
    }
  }

  /** Where the database does not answer now, the one before will do: what it lacks is told as events. */
  private Encoded next(Feed feed) {
    try {
      Encoded read = apart(() -> read(feed));
      shared = Optional.of(read);
      return read;
    } catch (StoreUnavailableException e) {
      return shared.orElseThrow(() -> e);
    }
  }

  private static boolean isYounger(Encoded encoded, Duration age) {
    return System.nanoTime() - encoded.readAt() < age.toNanos();
  }

  private boolean locked() {
    try {
      return reading.tryLock(CATCHING_UP.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The next is read for whoever comes next. */
  void drop() {
    shared = Optional.empty();
  }

  /** Lets go of what nobody else is going to get: it may be large. */
  void dropOld() {
    shared = shared.filter(encoded -> isYounger(encoded, KEPT));
  }

  /**
   * On a thread of the operating system: the many who are written to meanwhile keep the carriers of virtual
   * ones so busy that the database would seem not to answer, to all who ask it.
   */
  private static Encoded apart(Callable<Encoded> reading) {
    FutureTask<Encoded> task = new FutureTask<>(reading);
    Thread.ofPlatform().name("snapshot").daemon().start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(TOO_MANY);
    }
  }

  private Encoded read(Feed feed) {
    long readAt = System.nanoTime();
    Revoked revoked =
        store.reading(
            tx -> {
              Instant now = tx.now();
              return new Revoked(
                  tx.changes().last(),
                  new RevocationRows(tx).revokedSessions(now),
                  new RevocationRows(tx).revokedGenerations(now));
            });
    // Nobody is told what this server itself does not know yet; it also knows the keys only then.
    if (!feed.await(state -> includes(state, revoked.at()), CATCHING_UP)) {
      throw new UnavailableException(
          "This server does not know yet what has changed. Try again in a few seconds.");
    }
    return new Encoded(revoked.at(), pieces(revoked), readAt);
  }

  private static boolean includes(FeedState state, Position at) {
    return state.upTo().epoch().equals(at.epoch()) && state.upTo().number() >= at.number();
  }

  private List<byte[]> pieces(Revoked revoked) {
    List<byte[]> pieces = new ArrayList<>();
    List<Map.Entry<String, Instant>> sessions = List.copyOf(revoked.sessions().entrySet());
    pieces.add(FeedEncoder.snapshot(sessions.size(), revoked.accounts().size()));
    parts(sessions).forEach(part -> pieces.add(FeedEncoder.sessions(part)));
    parts(revoked.accounts()).forEach(part -> pieces.add(FeedEncoder.accounts(part)));
    pieces.add(FeedEncoder.keys(content.jwks().get()));
    pieces.add(
        FeedEncoder.current(
            content.told(revoked.at()), content.profile().issuer(), content.profile().audience()));
    return pieces;
  }

  private static <T> List<List<T>> parts(List<T> all) {
    List<List<T>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += IN_A_PIECE) {
      parts.add(all.subList(i, Math.min(all.size(), i + IN_A_PIECE)));
    }
    return parts;
  }
}
