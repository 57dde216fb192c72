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
 * Decoy hashes. They are checked if no account has the user name, so that a log-in takes the same
 * time. Hashes of different kinds take different times to check. Each user name without an account
 * therefore always gets the same kind, which a keyed digest of the name determines. Each kind has
 * the same share among these names as among the accounts. Thread-safe.
 */
final class DecoyHashes {
  private static final Duration READ_AGAIN = Duration.ofMinutes(10);

  /**
   * The share of one kind.
   *
   * @param below the end of the share's part of the interval from 0 to 1. The part begins at the
   *     end of the previous share's part
   * @param sample a hash of this kind
   */
  private record Share(double below, PasswordHash sample) {}

  private record Shares(List<Share> foreign, Instant readAt) {}

  /** The approximate number of accounts with one kind of hash. */
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
   * Creates decoys for the accounts in {@code store} and in the legacy application. {@link #count}
   * counts the kinds of their hashes for the first time; after that, they are counted again from
   * time to time.
   *
   * @param digest a digest whose key never changes for this database
   */
  DecoyHashes(Store store, LegacyDirectory legacy, KeyedDigest digest, InstantSource clock) {
    this.store = store;
    this.legacy = legacy;
    this.digest = digest;
    this.clock = clock;
  }

  /**
   * Returns the hash to check for a name without an account; empty for a hash of the kind that this
   * server computes.
   */
  Optional<PasswordHash> forUsername(String username) {
    Shares now = shares;
    if (!clock.instant().isBefore(now.readAt().plus(READ_AGAIN))
        && reading.compareAndSet(false, true)) {
      countInBackground();
    }
    double position = position(username);
    return now.foreign().stream()
        .filter(share -> position < share.below())
        .findFirst()
        .map(Share::sample);
  }

  /** Returns the position of a name in the interval from 0 to 1, excluding 1. */
  private double position(String username) {
    byte[] bytes = digest.of(username.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(bytes).getLong() >>> 11) * 0x1p-53;
  }

  /** Counts the kinds of hashes, which may take long. */
  synchronized void count() {
    shares = read();
  }

  /** Counts the kinds on a separate thread. If the count fails, a later log-in tries again. */
  void countInBackground() {
    Thread.startVirtualThread(this::tryToCount);
  }

  private void tryToCount() {
    try {
      count();
    } catch (StoreUnavailableException e) {
      // The outage is already logged, and a later log-in tries again.
    } finally {
      reading.set(false);
    }
  }

  private Shares read() {
    Instant readAt = clock.instant();
    Sample sample = Sample.NONE;
    try {
      sample = legacy.sample();
    } catch (StoreUnavailableException e) {
      readAt = Instant.EPOCH; // so that the next log-in counts again
    }
    return shares(sample, readAt);
  }

  private Shares shares(Sample sample, Instant readAt) {
    Map<String, Kind> kinds = new TreeMap<>();
    double each = (double) sample.users() / Math.max(1, sample.hashes().size());
    sample.hashes().stream().flatMap(Optional::stream).forEach(hash -> add(kinds, each, hash));
    store
        .<List<ForeignHashes>>reading(tx -> new AdoptedAccountRows(tx).foreignHashes())
        .forEach(kind -> add(kinds, (double) kind.count(), PasswordHash.stored(kind.sample())));
    if (kinds.isEmpty()) {
      return new Shares(List.of(), readAt); // no need to count accounts: there may be millions
    }
    long stored = store.reading(tx -> new AdoptedAccountRows(tx).count());
    double total = (double) (stored + sample.users());
    List<Share> foreign = new ArrayList<>();
    double before = 0;
    for (Kind kind : kinds.values()) {
      before += kind.count();
      foreign.add(new Share(before / total, kind.sample()));
    }
    return new Shares(List.copyOf(foreign), readAt);
  }

  private static void add(Map<String, Kind> kinds, double count, PasswordHash hash) {
    kinds.merge(hash.foreignKind().orElse(""), new Kind(count, hash), Kind::and);
  }
}
