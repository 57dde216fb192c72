package dev.restauth.token;

import dev.restauth.account.AdoptionChanged;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/** Which tokens of adopted applications are accepted, a part of their rows. Each call is atomic. */
public record TokenAcceptanceRows(Transaction tx) {
  /**
   * Tokens of a source that are accepted.
   *
   * @param sourceId whose
   * @param algorithm the one that they are signed with, and no other (RFC 7518 section 3.1)
   * @param sealedKey what signed them, sealed
   * @param until from then on none is accepted; to the microsecond
   */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  public record TokenAcceptance(long sourceId, String algorithm, byte[] sealedKey, Instant until) {
    /** Without the key. */
    @Override
    public String toString() {
      return "TokenAcceptance[sourceId=" + sourceId + ", until=" + until + "]";
    }
  }

  /** From now on its tokens are accepted as said here, and no longer as said before. */
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

  /** Those whose tokens are accepted, or once were. */
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
