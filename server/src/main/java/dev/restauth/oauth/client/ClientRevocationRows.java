package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/**
 * Statements that remove everything that was granted to a client, and statements on the table
 * {@code revoked_client}.
 */
public record ClientRevocationRows(Transaction tx) {
  /**
   * The revoked tokens of a client: all tokens whose generation is below {@code generation}.
   *
   * @param tokensUntil the time by which all of these tokens will have expired
   */
  public record RevokedClient(String id, long generation, Instant tokensUntil) {}

  /** Stores that all tokens of lower generations are revoked. */
  void revoke(RevokedClient revoked) {
    tx.sql()
        .change(
            "INSERT INTO revoked_client (client_id, generation, tokens_until) VALUES (?, ?, ?)"
                + " ON CONFLICT (client_id) DO UPDATE SET generation = excluded.generation,"
                + " tokens_until = excluded.tokens_until",
            revoked.id(),
            revoked.generation(),
            revoked.tokensUntil());
  }

  /**
   * Removes the consents, codes and pushed requests of a client. The withdrawal of a consent
   * changes the tables in the same order, so that the two transactions cannot deadlock.
   */
  void removeGrants(String id) {
    tx.sql().change("DELETE FROM consent WHERE client_id = ?", id);
    tx.sql().change("DELETE FROM authorization_code WHERE client_id = ?", id);
    tx.sql().change("DELETE FROM pushed_request WHERE client_id = ?", id);
  }

  /**
   * Returns the first generation for a new client with this id. Tokens of a removed client with the
   * same id remain revoked.
   */
  long firstGeneration(String id) {
    return tx.sql()
        .one(
            "SELECT generation FROM revoked_client WHERE client_id = ?",
            row -> row.number("generation"),
            id)
        .orElse(0L);
  }

  /** Returns the revoked clients whose tokens have not all expired. */
  public List<RevokedClient> all(Instant now) {
    return tx.sql()
        .all(
            "SELECT client_id, generation, tokens_until FROM revoked_client WHERE tokens_until > ?",
            row ->
                new RevokedClient(
                    row.text("client_id"), row.number("generation"), row.instant("tokens_until")),
            now);
  }

  /**
   * Removes revocations whose tokens have all expired. Returns the number of removed revocations.
   */
  int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM revoked_client WHERE client_id IN (SELECT client_id FROM revoked_client"
                + " WHERE tokens_until <= ? ORDER BY tokens_until LIMIT ?)"
                + " AND tokens_until <= ?", // unless just renewed
            now,
            atMost,
            now);
  }
}
