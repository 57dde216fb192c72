package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.blocking.Blocking;
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
 * The keys that sign and verify tokens, as they were in the database at the last {@link #reload}.
 * Thread-safe.
 */
public final class SigningKeys {
  /** The encrypted private keys. */
  public static final SealedRows SEALED = new SealedRows(SigningKeys::reseal, SigningKeys::check);

  /** The error message if there is no key, for example during a restore. */
  private static final String NO_KEY =
      "all signing keys were revoked; a new one is made within a minute";

  private final Store store;
  private final Unsealer unsealer;
  private final InstantSource clock;
  private final KeyUse use;
  private final String algorithm;
  private volatile SequencedMap<String, Timed> byKid = new LinkedHashMap<>();

  /** A key, the time from which it signs, and the longest validity of its tokens in seconds. */
  private record Timed(SigningKey key, Instant signsFrom, long longestToken) {}

  /** Creates the keys of access tokens. There are none before the first {@link #reload}. */
  public SigningKeys(Store store, Unsealer unsealer, InstantSource clock) {
    this(KeyUse.ACCESS_TOKENS, "", store, unsealer, clock);
  }

  /**
   * Creates a series of keys.
   *
   * @param algorithm the name of the algorithm
   */
  SigningKeys(KeyUse use, String algorithm, Store store, Unsealer unsealer, InstantSource clock) {
    this.use = use;
    this.algorithm = algorithm;
    this.store = store;
    this.unsealer = unsealer;
    this.clock = clock;
  }

  /**
   * Reads the keys from the database. Call this method at the start (see {@link
   * KeyRotation#begin}). Call it also after each commit that changed keys, before the response is
   * sent. Keys that are already loaded are not decrypted again, even if their rows have changed.
   *
   * @throws StoreRefusedException if a new key differs from the one that this program stored; the
   *     loaded keys then remain
   */
  public synchronized void reload() {
    List<SigningKeyRow> rows = store.reading(tx -> use.rows(tx, algorithm).all());
    SequencedMap<String, Timed> loaded = byKid;
    SequencedMap<String, Timed> read = new LinkedHashMap<>();
    for (SigningKeyRow row : rows) {
      SigningKey key =
          Optional.ofNullable(loaded.get(row.kid()))
              .map(Timed::key)
              .orElseGet(() -> SigningKey.open(use, row, unsealer));
      read.put(row.kid(), new Timed(key, row.signsFrom(), use.longestToken(row)));
    }
    byKid = read;
  }

  /**
   * Tries to decrypt every key, and checks that its two parts belong together.
   *
   * @return the problems, one line each
   */
  private static List<String> check(Snapshots database, Unsealer unsealer) {
    return check(
        KeyUse.ACCESS_TOKENS, database.reading(tx -> new SigningKeyRows(tx).all()), unsealer);
  }

  static List<String> check(KeyUse use, List<SigningKeyRow> rows, Unsealer unsealer) {
    List<String> problems = new ArrayList<>();
    for (SigningKeyRow row : rows) {
      try {
        SigningKey.open(use, row, unsealer).verifyPair();
      } catch (StoreRefusedException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return problems;
  }

  /** Encrypts all keys again, and returns their number. */
  private static int reseal(Transaction tx, SealedRows.Resealer resealer) {
    List<SigningKeyRow> rows = new SigningKeyRows(tx).all();
    for (SigningKeyRow row : rows) {
      byte[] sealed =
          resealer.reseal(row.sealedPrivateKey(), KeyUse.ACCESS_TOKENS.identity(row.kid()));
      new SigningKeyRows(tx).reseal(row.kid(), sealed);
    }
    return rows.size();
  }

  /**
   * Returns the signing key: the key with the latest start time that is not in the future. If the
   * clock was set back, this is the first key.
   */
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
        .orElseThrow(() -> new StoreUnavailableException(NO_KEY));
  }

  /**
   * Signs an access token with the current signing key, and returns its compact serialization (RFC
   * 7515 section 7.1).
   */
  String sign(JWTClaimsSet claims) {
    Blocking.begin();
    SigningKey key = current();
    SignedJWT token = new SignedJWT(key.header(), claims);
    try {
      NativeSignatures.count();
      token.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("signing a token failed", e);
    }
    return token.serialize();
  }

  /** Returns the time at which the current key began to sign; empty if no key has begun to sign. */
  Optional<Instant> currentSince() {
    Instant now = clock.instant();
    return byKid.sequencedValues().reversed().stream()
        .map(Timed::signsFrom)
        .filter(from -> !from.isAfter(now))
        .findFirst();
  }

  /**
   * Returns the number of keys, including those that only verify and those that do not sign yet.
   */
  int size() {
    return byKid.size();
  }

  Optional<SigningKey> find(String kid) {
    return Optional.ofNullable(byKid.get(kid)).map(Timed::key);
  }

  /** Returns the longest validity of any token that a process may have signed with these keys. */
  public Duration longestToken() {
    return Duration.ofSeconds(
        byKid.values().stream().mapToLong(Timed::longestToken).max().orElse(0));
  }

  /** Returns whether the key still exists. The tokens of a removed key are not valid. */
  boolean holds(String kid) {
    return byKid.containsKey(kid);
  }

  /** Returns the public keys as JWKs (RFC 7517), in the order in which they sign. */
  public List<String> publicJwks() {
    return byKid.sequencedValues().stream()
        .flatMap(timed -> timed.key().publicJwk().stream())
        .toList();
  }
}
