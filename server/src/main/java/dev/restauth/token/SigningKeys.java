package dev.restauth.token;

import dev.restauth.crypto.Unsealer;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import dev.restauth.vault.SealedRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The keys that sign and verify tokens, as the database had them at the last {@link #reload}.
 * Thread-safe.
 */
public final class SigningKeys {
  /** What is sealed of them. */
  public static final SealedRows SEALED = new SealedRows(SigningKeys::reseal, SigningKeys::check);

  /** After a restore beside a server that runs. */
  private static final String NONE =
      "all signing keys were withdrawn; a new one is made within a minute";

  private final Store store;
  private final Unsealer opener;
  private final InstantSource clock;
  private volatile SequencedMap<String, Timed> byKid = new LinkedHashMap<>();

  /** A key, from when on it signs, and how many seconds its tokens may be valid at most. */
  private record Timed(SigningKey key, Instant signsFrom, long longestToken) {}

  /** Of a database that is read at the first {@link #reload}; until then there is none. */
  public SigningKeys(Store store, Unsealer opener, InstantSource clock) {
    this.store = store;
    this.opener = opener;
    this.clock = clock;
  }

  /**
   * Reads them: to be called at the start, when there must be one, see {@link KeyRotation#begin}; after a
   * commit that changed them, and before its answer. What is known already stays as it was opened, whatever has become of its row.
   *
   * @throws StoreRefusedException if a new one is not as this program made it; then nothing changes here
   */
  public synchronized void reload() {
    List<SigningKeyRow> rows = store.reading(tx -> new SigningKeyRows(tx).all());
    SequencedMap<String, Timed> known = byKid;
    SequencedMap<String, Timed> read = new LinkedHashMap<>();
    for (SigningKeyRow row : rows) {
      SigningKey key =
          Optional.ofNullable(known.get(row.kid()))
              .map(Timed::key)
              .orElseGet(() -> SigningKey.open(row, opener));
      read.put(row.kid(), new Timed(key, row.signsFrom(), SigningKey.longestToken(row)));
    }
    byKid = read;
  }

  /**
   * Tries to open every key, and whether its two parts fit.
   *
   * @return what is wrong, a line each
   */
  private static List<String> check(Snapshots database, Unsealer opener) {
    List<SigningKeyRow> rows = database.reading(tx -> new SigningKeyRows(tx).all());
    List<String> wrong = new ArrayList<>();
    for (SigningKeyRow row : rows) {
      try {
        SigningKey.open(row, opener).tryOut();
      } catch (StoreRefusedException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    return wrong;
  }

  /** Seals all of them anew; returns how many there are. */
  private static int reseal(Transaction tx, SealedRows.Resealing resealing) {
    List<SigningKeyRow> rows = new SigningKeyRows(tx).all();
    for (SigningKeyRow row : rows) {
      byte[] sealed = resealing.again(row.sealedPrivateKey(), SigningKey.identity(row.kid()));
      new SigningKeyRows(tx).reseal(row.kid(), sealed);
    }
    return rows.size();
  }

  /** The one that signs now: the last whose turn has come. Where a clock was set back, the first. */
  SigningKey current() {
    Instant now = clock.instant();
    SequencedMap<String, Timed> keys = byKid;
    for (Timed timed : keys.sequencedValues().reversed()) {
      if (!timed.signsFrom().isAfter(now)) {
        return timed.key();
      }
    }
    return Optional.ofNullable(keys.firstEntry())
        .map(entry -> entry.getValue().key())
        .orElseThrow(() -> new StoreUnavailableException(NONE));
  }

  Optional<SigningKey> find(String kid) {
    return Optional.ofNullable(byKid.get(kid)).map(Timed::key);
  }

  /** How long any token may have been valid that one of them signed, whoever had it do so. */
  public Duration longestToken() {
    return Duration.ofSeconds(
        byKid.values().stream().mapToLong(Timed::longestToken).max().orElse(0));
  }

  /** Whether tokens that it signed still count. */
  boolean holds(String kid) {
    return byKid.containsKey(kid);
  }

  /** What everybody may see of them, in the order in which they sign, a JWK (RFC 7517) each. */
  public List<String> publicJwks() {
    return byKid.sequencedValues().stream()
        .flatMap(timed -> timed.key().publicJwk().stream())
        .toList();
  }
}
