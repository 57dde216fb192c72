package dev.restauth.oauth.authorize;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Statements on the table {@code pushed_request}. Each call is atomic. */
record PushedRequestRows(Transaction tx) {
  /**
   * A pushed request.
   *
   * @param parameters the sealed request, as text; empty after the request was used
   */
  record PushedRequest(String clientId, String parameters, Instant endsAt) {
    /** Returns a text without the request. */
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

  /** Extends the validity of a request that has not expired. */
  void extend(byte[] digest, Instant now, Instant endsAt) {
    tx.sql()
        .change(
            "UPDATE pushed_request SET ends_at = ? WHERE digest = ? AND ends_at > ?",
            endsAt,
            digest,
            now);
  }

  /**
   * Uses up a request. Its row remains without the sealed request. If there is no row, because the
   * request has expired or was sealed into its URI, a row is added.
   *
   * @param until the time until which nobody else can use the request
   * @return whether this call has used up the request
   */
  boolean spend(byte[] digest, String clientId, Instant until) {
    return tx.sql()
            .change(
                "INSERT INTO pushed_request (digest, client_id, parameters, ends_at) VALUES (?, ?, '', ?)"
                    + " ON CONFLICT (digest) DO UPDATE SET parameters = '', ends_at = excluded.ends_at"
                    + " WHERE pushed_request.parameters <> ''",
                digest,
                clientId,
                until)
        > 0;
  }

  /** Returns the number of a client's unused requests that expire between two times. */
  long count(String clientId, Instant after, Instant until) {
    return tx.sql()
        .one(
            "SELECT COUNT(*) AS requests FROM pushed_request WHERE client_id = ? AND parameters <> ''"
                + " AND ends_at > ? AND ends_at <= ?",
            row -> row.number("requests"),
            clientId,
            after,
            until)
        .orElseThrow();
  }

  /**
   * Removes requests that have expired.
   *
   * @param atMost the maximum number of requests to remove, at least 1
   * @return the number of removed requests
   */
  int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM pushed_request WHERE digest IN (SELECT digest FROM pushed_request"
                + " WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)"
                + " AND ends_at <= ?", // a browser may have extended it in the meantime
            now,
            atMost,
            now);
  }
}
