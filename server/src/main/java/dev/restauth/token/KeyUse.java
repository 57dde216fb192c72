package dev.restauth.token;

import dev.restauth.store.Transaction;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.time.Duration;

/**
 * Uses of signing keys. A key for one use never signs or verifies tokens for another use. If a
 * client sends an ID token as an access token, the key alone is a reason to refuse the token.
 */
enum KeyUse {
  /** Access tokens: one series of keys, with the configured algorithm. */
  ACCESS_TOKENS("signing_key", Duration.ofHours(24)) {
    @Override
    KeyRows rows(Transaction tx, String algorithm) {
      return new SigningKeyRows(tx);
    }
  },

  /**
   * ID tokens: a series of keys for each algorithm. Clients send ID tokens as hints even long after
   * the tokens have expired. A key therefore remains for 30 days after its last signature.
   */
  ID_TOKENS("id_signing_key", Duration.ofDays(30)) {
    @Override
    KeyRows rows(Transaction tx, String algorithm) {
      return new IdSigningKeyRows(tx, algorithm);
    }
  };

  private final String identity;
  private final Duration longest;

  KeyUse(String identity, Duration longest) {
    this.identity = identity;
    this.longest = longest;
  }

  /**
   * Returns the rows of a series of keys.
   *
   * @param algorithm the algorithm of the series; ignored for {@link #ACCESS_TOKENS}
   */
  abstract KeyRows rows(Transaction tx, String algorithm);

  /** Returns the identity to which the encryption binds a private key. */
  String identity(String kid) {
    return identity + "/" + kid;
  }

  /** Returns the longest time for which a key stays published after its last signature. */
  Duration longest() {
    return longest;
  }

  /**
   * Returns the longest validity of a key's tokens, in seconds. The result is capped at the limit
   * of the settings, because the server could not store revocations for longer. This program never
   * stores a higher value.
   */
  long longestToken(SigningKeyRow row) {
    return Math.clamp(row.longestToken(), 0, longest.toSeconds());
  }
}
