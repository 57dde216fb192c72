package dev.restauth.token;

import dev.restauth.store.Transaction;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.time.Duration;

/**
 * Uses of signing keys. A key of one use never signs or verifies a token of another use. So the server refuses an ID token
 * that is sent as an access token, or the reverse, by its key and not only by its type.
 */
enum KeyUse {
  /** Access tokens: one line of keys, of the configured algorithm. */
  ACCESS_TOKENS("signing_key", Duration.ofHours(24)) {
    @Override
    KeyRows rows(Transaction tx, String algorithm) {
      return new SigningKeyRows(tx);
    }
  },

  /**
   * ID tokens: a line of keys for each algorithm. A client may present an ID token as a hint long after it has expired,
   * so its key remains for 30 days after it has signed for the last time.
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
   * The rows of a line of keys.
   *
   * @param algorithm the name of its algorithm; ignored for {@link #ACCESS_TOKENS}
   */
  abstract KeyRows rows(Transaction tx, String algorithm);

  /** The identity for which a private key is sealed. */
  String identity(String kid) {
    return identity + "/" + kid;
  }

  /** The longest time for which a key remains after it has signed for the last time. */
  Duration longest() {
    return longest;
  }

  /**
   * Returns the longest validity of a key's tokens, in seconds. A value above what the settings allow was not written
   * by this program. It is capped, because the server could not store revocations for that long.
   */
  long longestToken(SigningKeyRow row) {
    return Math.clamp(row.longestToken(), 0, longest.toSeconds());
  }
}
