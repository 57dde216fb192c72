package dev.restauth.feed;

import dev.restauth.http.UnavailableException;
import dev.restauth.oauth.client.ClientRevocationRows;
import dev.restauth.role.RightsRows;
import dev.restauth.role.RightsRows.ChangedRights;
import dev.restauth.role.RightsRows.ChangedRole;
import dev.restauth.session.RevocationRows;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A snapshot of all revocations, for subscribers that cannot resume. Thread-safe.
 *
 * <p>After a restart, a thousand subscribers may connect at the same time. The snapshot is read and
 * encoded for the first subscriber. All subscribers that connect within a second, or while the next
 * snapshot is read, share this snapshot. Later changes follow as events.
 */
final class Snapshot {
  private static final int PIECE_ENTRIES = 2_000;
  private static final Duration SHARED = Duration.ofSeconds(1);
  private static final Duration RETAINED = Duration.ofSeconds(5);
  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(2);

  private static final String NOT_IN_TIME =
      "The revocations could not be read in time. Try again in a few seconds.";

  /**
   * An encoded snapshot.
   *
   * @param at the last change that the snapshot contains
   * @param plain the pieces for subscribers that do not request changed rights, and would refuse a
   *     snapshot that contains changed rights
   * @param withRights the pieces for all other subscribers; most of them are the same arrays as in
   *     {@code plain}
   * @param readAt the time by {@link System#nanoTime} at which reading began
   */
  record Encoded(Position at, List<byte[]> plain, List<byte[]> withRights, long readAt) {
    /** Copies the lists. */
    Encoded {
      plain = List.copyOf(plain);
      withRights = List.copyOf(withRights);
    }
  }

  private record Revoked(
      Position at,
      Map<String, Instant> sessions,
      List<RevokedSubject> accounts,
      List<ChangedRights> rights,
      List<ChangedRole> roles) {}

  private final Snapshots store;
  private final FeedContent content;
  private final ReentrantLock reading = new ReentrantLock();
  private final LongAdder count = new LongAdder();
  private volatile Optional<Encoded> shared = Optional.empty();

  Snapshot(Snapshots store, FeedContent content) {
    this.store = store;
    this.content = content;
  }

  /**
   * Returns the shared snapshot if it is recent enough, otherwise a new one.
   *
   * @throws UnavailableException if the snapshot cannot be read in time, or this server does not
   *     catch up with the snapshot
   */
  Encoded take(Feed feed) {
    Optional<Encoded> before = shared;
    if (before.isPresent() && (isYounger(before.get(), SHARED) || !reading.tryLock())) {
      return before.get(); // recent, or another thread reads the next one
    }
    // The wait for the lock has a time-out: if the database does not answer, requests must not
    // queue up behind each other.
    if (before.isEmpty() && !tryLock()) {
      throw new UnavailableException(NOT_IN_TIME);
    }
    try {
      return shared.filter(encoded -> isYounger(encoded, SHARED)).orElseGet(() -> readNext(feed));
    } finally {
      reading.unlock();
    }
  }

  /**
   * Reads a snapshot. If the database does not answer, returns the previous snapshot; the changes
   * since then follow as events.
   *
   * @throws StoreUnavailableException if the database does not answer and there is no previous
   *     snapshot
   */
  private Encoded readNext(Feed feed) {
    try {
      Encoded read = onPlatformThread(() -> read(feed));
      shared = Optional.of(read);
      count.increment();
      return read;
    } catch (StoreUnavailableException e) {
      return shared.orElseThrow(() -> e);
    }
  }

  /** The number of snapshots that were read since the start. */
  long count() {
    return count.sum();
  }

  private static boolean isYounger(Encoded encoded, Duration age) {
    return System.nanoTime() - encoded.readAt() < age.toNanos();
  }

  private boolean tryLock() {
    try {
      return reading.tryLock(CATCH_UP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Drops the shared snapshot, so that the next request reads a new one. */
  void drop() {
    shared = Optional.empty();
  }

  /**
   * Drops the shared snapshot if it is older than {@link #RETAINED}, because it may be large. A
   * snapshot that is older than {@link #SHARED} is used only while the next one is read, or if the
   * database does not answer.
   */
  void dropOld() {
    shared = shared.filter(encoded -> isYounger(encoded, RETAINED));
  }

  /**
   * Reads a snapshot on a platform thread. Writing to many subscribers keeps the carriers of
   * virtual threads busy. A virtual thread that reads a snapshot would hold its connection while it
   * waits for a carrier, and the database would appear unavailable to all readers.
   */
  private static Encoded onPlatformThread(Callable<Encoded> reading) {
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
      throw new UnavailableException(NOT_IN_TIME);
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
                  Stream.concat(
                          new RevocationRows(tx)
                              .revokedGenerations(now).stream().map(RevokedSubject::of),
                          new ClientRevocationRows(tx).all(now).stream().map(RevokedSubject::of))
                      .toList(),
                  new RightsRows(tx).changedRights(now),
                  new RightsRows(tx).changedRoles(now));
            });
    // Waits until this server has applied the changes that the snapshot contains. Otherwise
    // subscribers would be ahead of this server, and it might not have loaded the right signing
    // keys yet.
    if (!feed.await(state -> includes(state, revoked.at()), CATCH_UP_TIMEOUT)) {
      throw new UnavailableException(
          "This server has not received all changes yet. Try again in a few seconds.");
    }
    List<byte[]> revocations = revocations(revoked);
    List<byte[]> rest = rest(revoked.at());
    int sessions = revoked.sessions().size();
    int accounts = revoked.accounts().size();
    return new Encoded(
        revoked.at(),
        joined(List.of(List.of(FeedEncoder.snapshot(sessions, accounts)), revocations, rest)),
        joined(
            List.of(
                List.of(
                    FeedEncoder.snapshot(
                        sessions, accounts, revoked.rights().size(), revoked.roles().size())),
                revocations,
                rights(revoked),
                rest)),
        readAt);
  }

  private static boolean includes(FeedState state, Position at) {
    return state.upTo().epoch().equals(at.epoch()) && state.upTo().number() >= at.number();
  }

  private static List<byte[]> revocations(Revoked revoked) {
    List<byte[]> pieces = new ArrayList<>();
    List<Map.Entry<String, Instant>> sessions = List.copyOf(revoked.sessions().entrySet());
    parts(sessions).forEach(part -> pieces.add(FeedEncoder.sessions(part)));
    parts(revoked.accounts()).forEach(part -> pieces.add(FeedEncoder.accounts(part)));
    return pieces;
  }

  private static List<byte[]> joined(List<List<byte[]>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  private static List<byte[]> rights(Revoked revoked) {
    return Stream.concat(
            parts(revoked.rights()).stream().map(FeedEncoder::rights),
            revoked.roles().stream().map(List::of).map(FeedEncoder::roles))
        .toList();
  }

  private List<byte[]> rest(Position at) {
    return List.of(
        FeedEncoder.keys(content.jwks().get()),
        FeedEncoder.current(
            content.subscriberPosition(at),
            content.profile().issuer(),
            content.profile().audience()));
  }

  private static <T> List<List<T>> parts(List<T> all) {
    List<List<T>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += PIECE_ENTRIES) {
      parts.add(all.subList(i, Math.min(all.size(), i + PIECE_ENTRIES)));
    }
    return parts;
  }
}
