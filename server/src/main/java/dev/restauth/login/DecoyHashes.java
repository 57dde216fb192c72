package dev.restauth.login;

import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.ForeignHashes;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.LegacyDirectory.Sample;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whose hash is checked for a name that nobody has. Where the store holds hashes of several kinds, their
 * times differ; so each name that nobody has gets one kind for good, by a keyed digest of it, and as many
 * of them get a kind as accounts have it. Thread-safe.
 */
final class DecoyHashes {
  private static final Duration READ_AGAIN = Duration.ofMinutes(10);

  /**
   * One kind.
   *
   * @param below the end of its part of the line from 0 to 1, which begins at the end of the one before
   */
  private record Share(double below, PasswordHash sample) {}

  private record Shares(List<Share> foreign, Instant readAt) {}

  /** How many have one kind, about. */
  private record Kind(double count, PasswordHash sample) {
    Kind and(Kind more) {
      return new Kind(count + more.count, sample);
    }
  }

  private final Store store;
  private final LegacyDirectory legacy;
  private final KeyedDigest digest;
  private final InstantSource clock;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Shares shares = new Shares(List.of(), Instant.EPOCH);

  /**
   * Of the accounts of {@code store}, and of those who are still elsewhere, counted now and again, and
   * first by {@link #count}.
   *
   * @param digest with the same key for as long as the database lives
   */
  DecoyHashes(Store store, LegacyDirectory legacy, KeyedDigest digest, InstantSource clock) {
    this.store = store;
    this.legacy = legacy;
    this.digest = digest;
    this.clock = clock;
  }

  /** The hash whose work is done; empty for that of a new one. */
  Optional<PasswordHash> of(String username) {
    Shares now = shares;
    if (!clock.instant().isBefore(now.readAt().plus(READ_AGAIN))
        && reading.compareAndSet(false, true)) {
      countMeanwhile();
    }
    double place = place(username);
    return now.foreign().stream()
        .filter(share -> place < share.below())
        .findFirst()
        .map(Share::sample);
  }

  /** From 0 to just below 1. */
  private double place(String username) {
    byte[] bytes = digest.of(username.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(bytes).getLong() >>> 11) * 0x1p-53;
  }

  /** Counts them, which may take a while. */
  synchronized void count() {
    shares = read();
  }

  /** The same on a thread of its own; where it cannot be done now, the next log-in tries again. */
  void countMeanwhile() {
    Thread.startVirtualThread(this::countAgain);
  }

  private void countAgain() {
    try {
      count();
    } catch (StoreUnavailableException e) {
      // The operator has been told; the next log-in tries again.
    } finally {
      reading.set(false);
    }
  }

  private Shares read() {
    Instant readAt = clock.instant();
    Sample there = Sample.NONE;
    try {
      there = legacy.sample();
    } catch (StoreUnavailableException e) {
      readAt = Instant.EPOCH; // to be read again at the next log-in
    }
    return shares(there, readAt);
  }

  private Shares shares(Sample there, Instant readAt) {
    Map<String, Kind> kinds = new TreeMap<>();
    double each = (double) there.people() / Math.max(1, there.hashes().size());
    there.hashes().stream().flatMap(Optional::stream).forEach(hash -> add(kinds, each, hash));
    store
        .<List<ForeignHashes>>reading(tx -> new AdoptedAccountRows(tx).foreignHashes())
        .forEach(kind -> add(kinds, (double) kind.count(), PasswordHash.stored(kind.sample())));
    if (kinds.isEmpty()) {
      return new Shares(
          List.of(), readAt); // the accounts need not be counted: there may be millions
    }
    long here = store.reading(tx -> new AdoptedAccountRows(tx).count());
    double all = (double) (here + there.people());
    List<Share> foreign = new ArrayList<>();
    double before = 0;
    for (Kind kind : kinds.values()) {
      before += kind.count();
      foreign.add(new Share(before / all, kind.sample()));
    }
    return new Shares(List.copyOf(foreign), readAt);
  }

  private static void add(Map<String, Kind> kinds, double count, PasswordHash hash) {
    kinds.merge(hash.foreignKind().orElse(""), new Kind(count, hash), Kind::and);
  }
}
