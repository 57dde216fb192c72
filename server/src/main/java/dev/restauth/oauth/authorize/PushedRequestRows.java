package dev.restauth.oauth.authorize;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Statements on the table {@code pushed_request}. Each call is atomic. */
record PushedRequestRows(Transaction tx) {
  /**
   * A pushed request.
   *
   * @param parameters the request, sealed, as text
   */
  record PushedRequest(String clientId, String parameters, Instant endsAt) {
    /** Without the request. */
    @Override
    public String toString() {
      return "PushedRequest[clientId=" + clientId + "]";
    }
  }

  void add(byte[] digest, PushedRequest request) {
    tx.sql()
        .change(
            "INSERT INTO pushed_request (digest, client_id, parameters, ends_at) VALUES (?, ?, ?, ?)",
            digest,
            request.clientId(),
            request.parameters(),
            request.endsAt());
  }

  Optional<PushedRequest> find(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT client_id, parameters, ends_at FROM pushed_request WHERE digest = ?",
            row ->
                new PushedRequest(
                    row.text("client_id"), row.text("parameters"), row.instant("ends_at")),
            digest);
  }

  /** Lets a request that has not ended last longer. */
  void extend(byte[] digest, Instant now, Instant endsAt) {
    tx.sql()
        .change(
            "UPDATE pushed_request SET ends_at = ? WHERE digest = ? AND ends_at > ?",
            endsAt,
            digest,
            now);
  }

  /** Uses a request up; returns whether this call did. */
  boolean spend(byte[] digest) {
    return tx.sql().change("DELETE FROM pushed_request WHERE digest = ?", digest) > 0;
  }

  /** Returns the number of requests of a client that have not ended. */
  long count(String clientId, Instant now) {
    return tx.sql()
        .one(
            "SELECT COUNT(*) AS requests FROM pushed_request WHERE client_id = ? AND ends_at > ?",
            row -> row.number("requests"),
            clientId,
            now)
        .orElseThrow();
  }

  /**
   * Removes requests that have ended.
   *
   * @param atMost the maximum number to remove, at least 1
   * @return the number removed
   */
  int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM pushed_request WHERE digest IN (SELECT digest FROM pushed_request"
                + " WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)"
                + " AND ends_at <= ?", // a browser may have begun meanwhile
            now,
            atMost,
            now);
  }
}
