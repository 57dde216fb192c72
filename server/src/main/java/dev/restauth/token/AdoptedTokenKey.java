package dev.restauth.token;

import dev.restauth.crypto.Hmac;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.crypto.Unsealer;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import dev.restauth.token.TokenAcceptanceRows.TokenAcceptance;
import dev.restauth.vault.SealedRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The secret with which another application signed its tokens. The secret is used only for that
 * application and one algorithm, and only until a time that the operator chose. Thread-safe.
 */
public final class AdoptedTokenKey {
  /** The encrypted secrets of all adopted applications. */
  public static final SealedRows SEALED =
      new SealedRows(AdoptedTokenKey::reseal, AdoptedTokenKey::check);

  /** Maximum length of a secret, in bytes. */
  static final int BYTES_AT_MOST = 1024;

  /**
   * The signing algorithm. The operator chooses it; the header of a token never does (RFC 8725
   * section 3.1).
   */
  public enum Algorithm {
    /** HMAC with SHA-256 (RFC 7518 section 3.2). */
    HS256,
    /** HMAC with SHA-512. */
    HS512;

    private Hmac keyed(byte[] secret) {
      return switch (this) {
        case HS256 -> Hmac.sha256(secret);
        case HS512 -> Hmac.sha512(secret);
      };
    }
  }

  private final long sourceId;
  private final Algorithm algorithm;
  private final Instant until;
  private final Hmac hmac;

  private AdoptedTokenKey(long sourceId, Algorithm algorithm, Instant until, byte[] secret) {
    this.sourceId = sourceId;
    this.algorithm = algorithm;
    this.until = until;
    this.hmac = algorithm.keyed(secret);
  }

  /**
   * Returns a sentence that says why the secret cannot be used; empty if it can be used. The
   * sentence does not contain the secret.
   */
  public static Optional<String> validationError(byte[] secret) {
    if (secret.length == 0) {
      return Optional.of("The secret is empty.");
    }
    return secret.length > BYTES_AT_MOST
        ? Optional.of("The secret has more than %,d bytes.".formatted(BYTES_AT_MOST))
        : Optional.empty();
  }

  /**
   * Encrypts a secret and returns the row to store.
   *
   * @param sourceId the application; its accounts have the same ids in this server as in the
   *     application
   * @param secret the secret, 1 to 1,024 arbitrary bytes
   * @param until the time from which no token is accepted
   * @throws IllegalArgumentException if the secret has a {@link #validationError}
   */
  public static TokenAcceptance seal(
      long sourceId, Algorithm algorithm, byte[] secret, Instant until, Sealing sealing) {
    validationError(secret)
        .ifPresent(
            validationError -> {
              throw new IllegalArgumentException(validationError);
            });
    return new TokenAcceptance(
        sourceId, algorithm.name(), sealing.seal(secret, identity(sourceId)), until);
  }

  /**
   * Decrypts a row that {@link #seal} returned.
   *
   * @throws UnsealFailedException if the secret was encrypted for another application or with
   *     another master key
   */
  static AdoptedTokenKey open(TokenAcceptance acceptance, Unsealer unsealer) {
    byte[] secret = unsealer.open(acceptance.sealedKey(), identity(acceptance.sourceId()));
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.name().equals(acceptance.algorithm())) {
        return new AdoptedTokenKey(acceptance.sourceId(), algorithm, acceptance.until(), secret);
      }
    }
    throw new IllegalStateException(
        "tokens of the adopted source "
            + acceptance.sourceId()
            + " are signed with an algorithm that this version does not support");
  }

  /** Encrypts all secrets again, and returns their number. */
  private static int reseal(Transaction tx, SealedRows.Resealer resealer) {
    List<TokenAcceptance> acceptances = new TokenAcceptanceRows(tx).acceptances();
    for (TokenAcceptance each : acceptances) {
      byte[] sealed = resealer.reseal(each.sealedKey(), identity(each.sourceId()));
      new TokenAcceptanceRows(tx)
          .accept(new TokenAcceptance(each.sourceId(), each.algorithm(), sealed, each.until()));
    }
    return acceptances.size();
  }

  /**
   * Tries to decrypt every secret.
   *
   * @return the problems, one line each
   */
  private static List<String> check(Snapshots database, Unsealer unsealer) {
    List<String> problems = new ArrayList<>();
    for (TokenAcceptance acceptance :
        database.reading(tx -> new TokenAcceptanceRows(tx).acceptances())) {
      try {
        open(acceptance, unsealer);
      } catch (UnsealFailedException | IllegalStateException e) {
        problems.add(
            "the token key of the adopted source "
                + acceptance.sourceId()
                + " cannot be opened: "
                + e.getMessage());
      }
    }
    return problems;
  }

  private static String identity(long sourceId) {
    return "adopted_source/" + sourceId + "/token-key";
  }

  long sourceId() {
    return sourceId;
  }

  /** Returns whether tokens whose header names this algorithm are accepted now. */
  boolean accepts(String algorithmInHeader, Instant now) {
    return now.isBefore(until) && algorithm.name().equals(algorithmInHeader);
  }

  boolean hasSigned(AdoptedToken token) {
    return hmac.verifies(token.signedPart(), token.signature());
  }

  /** Returns a text without the secret. */
  @Override
  public String toString() {
    return "AdoptedTokenKey[sourceId=" + sourceId + ", " + algorithm + ", until=" + until + "]";
  }
}
