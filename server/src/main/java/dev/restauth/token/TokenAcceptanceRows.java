package dev.restauth.token;

import dev.restauth.account.AdoptionChanged;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/**
 * Columns of {@code adopted_source} that say which tokens of adopted applications are accepted.
 * Each call is atomic.
 */
public record TokenAcceptanceRows(Transaction tx) {
  /**
   * The columns for one adopted application.
   *
   * @param sourceId the id of the adopted application
   * @param algorithm the only algorithm that is accepted (RFC 7518 section 3.1)
   * @param sealedKey the secret that signed the tokens, encrypted
   * @param until the time from which no token is accepted, with microsecond precision
   */
  @SuppressWarnings("ArrayRecordComponent") // instances are never compared
  public record TokenAcceptance(long sourceId, String algorithm, byte[] sealedKey, Instant until) {
    /** Returns a text without the secret. */
    @Override
    public String toString() {
      return "TokenAcceptance[sourceId=" + sourceId + ", until=" + until + "]";
    }
  }

  /** Stores the columns of an adopted application, whose row must exist. */
  public void accept(TokenAcceptance acceptance) {
    tx.sql()
        .change(
            "UPDATE adopted_source SET token_algorithm = ?, sealed_token_key = ?, tokens_until = ?"
                + " WHERE id = ?",
            acceptance.algorithm(),
            acceptance.sealedKey(),
            acceptance.until(),
            acceptance.sourceId());
    tx.announce(new AdoptionChanged(acceptance.sourceId()).change());
  }

  /**
   * Returns the columns of all adopted applications whose secret is stored, even if their tokens
   * are no longer accepted.
   */
  public List<TokenAcceptance> acceptances() {
    return tx.sql()
        .all(
            "SELECT id, token_algorithm, sealed_token_key, tokens_until FROM adopted_source"
                + " WHERE sealed_token_key IS NOT NULL ORDER BY id",
            row ->
                new TokenAcceptance(
                    row.number("id"),
                    row.text("token_algorithm"),
                    row.bytes("sealed_token_key"),
                    row.instant("tokens_until")));
  }
}
