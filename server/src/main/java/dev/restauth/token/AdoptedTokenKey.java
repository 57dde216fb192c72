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
 * The secret that another application signed its tokens with, bound to that application, to one
 * algorithm and to the time until which such tokens count. Thread-safe.
 */
public final class AdoptedTokenKey {
  /** What is sealed of all of them. */
  public static final SealedRows SEALED =
      new SealedRows(AdoptedTokenKey::reseal, AdoptedTokenKey::check);

  /** In bytes. */
  static final int BYTES_AT_MOST = 1024;

  /** How the application signed; the operator says which, never the token (RFC 8725 section 3.1). */
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

  /** Why a secret cannot be used, in a sentence without it; or empty. */
  public static Optional<String> complaint(byte[] secret) {
    if (secret.length == 0) {
      return Optional.of("The secret is empty.");
    }
    return secret.length > BYTES_AT_MOST
        ? Optional.of("The secret has more than %,d bytes.".formatted(BYTES_AT_MOST))
        : Optional.empty();
  }

  /**
   * What the store keeps, with the secret sealed.
   *
   * @param sourceId the application, whose accounts have here the ids that they had there
   * @param secret 1 to 1,024 bytes, of any content
   * @param until from then on no token is accepted
   * @throws IllegalArgumentException for a secret about which there is a {@link #complaint}
   */
  public static TokenAcceptance seal(
      long sourceId, Algorithm algorithm, byte[] secret, Instant until, Sealing sealing) {
    complaint(secret)
        .ifPresent(
            complaint -> {
              throw new IllegalArgumentException(complaint);
            });
    return new TokenAcceptance(
        sourceId, algorithm.name(), sealing.seal(secret, identity(sourceId)), until);
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws SealBroken where it was sealed for another source or with another master key
   */
  static AdoptedTokenKey open(TokenAcceptance acceptance, Unsealer opener) {
    byte[] secret = opener.open(acceptance.sealedKey(), identity(acceptance.sourceId()));
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.name().equals(acceptance.algorithm())) {
        return new AdoptedTokenKey(acceptance.sourceId(), algorithm, acceptance.until(), secret);
      }
    }
    throw new IllegalStateException(
        "tokens of the adopted source "
            + acceptance.sourceId()
            + " are signed with an algorithm that is not known here");
  }

  /** Seals all of them anew; returns how many there are. */
  private static int reseal(Transaction tx, SealedRows.Resealing resealing) {
    List<TokenAcceptance> acceptances = new TokenAcceptanceRows(tx).acceptances();
    for (TokenAcceptance each : acceptances) {
      byte[] sealed = resealing.again(each.sealedKey(), identity(each.sourceId()));
      new TokenAcceptanceRows(tx)
          .accept(new TokenAcceptance(each.sourceId(), each.algorithm(), sealed, each.until()));
    }
    return acceptances.size();
  }

  /**
   * Tries to open every key.
   *
   * @return what is wrong, a line each
   */
  private static List<String> check(Snapshots database, Unsealer opener) {
    List<String> wrong = new ArrayList<>();
    for (TokenAcceptance acceptance :
        database.reading(tx -> new TokenAcceptanceRows(tx).acceptances())) {
      try {
        open(acceptance, opener);
      } catch (UnsealFailedException | IllegalStateException e) {
        wrong.add(
            "the token key of the adopted source "
                + acceptance.sourceId()
                + " cannot be opened: "
                + e.getMessage());
      }
    }
    return wrong;
  }

  private static String identity(long sourceId) {
    return "adopted_source/" + sourceId + "/token-key";
  }

  long sourceId() {
    return sourceId;
  }

  /** Whether tokens with this algorithm in their header are looked at now. */
  boolean accepts(String algorithmInHeader, Instant now) {
    return now.isBefore(until) && algorithm.name().equals(algorithmInHeader);
  }

  boolean signed(AdoptedToken token) {
    return hmac.verifies(token.signedPart(), token.signature());
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "AdoptedTokenKey[sourceId=" + sourceId + ", " + algorithm + ", until=" + until + "]";
  }
}
