package dev.restauth.browser;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Statements on the table {@code browser_session}. Each call is atomic. A session is live until it
 * expires, but only while its account is active and the generations of session and account are
 * equal.
 */
record BrowserSessionRows(Transaction tx) {
  /**
   * A row of the table, without the digest of the cookie.
   *
   * @param renewedAt the time of the last stored renewal, at most about a minute before the last
   *     request with the session's cookie
   * @param endsAt the time at which the session expires unless it is renewed
   * @param address the browser's address at the log-in, as text
   */
  record Stored(
      BrowserSession session,
      Instant renewedAt,
      Instant endsAt,
      String address,
      Optional<String> userAgent) {
    String id() {
      return session.id();
    }

    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "Stored[" + session + "]";
    }
  }

  private static final String SELECT =
      "SELECT id, account_id, generation, methods, authenticated_at, renewed_at, ends_at, address, user_agent"
          + " FROM browser_session WHERE ends_at > ? AND EXISTS (SELECT 1 FROM account"
          + " WHERE account.id = browser_session.account_id AND account.generation = browser_session.generation"
          + " AND account.state = 'active') AND ";

  /** Adds a session. */
  void add(byte[] digest, Stored stored) {
    BrowserSession session = stored.session();
    tx.sql()
        .change(
            "INSERT INTO browser_session (id, digest, account_id, generation, methods, authenticated_at, renewed_at,"
                + " ends_at, address, user_agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            session.id(),
            digest,
            session.accountId(),
            session.generation(),
            session.methods().text(),
            session.authenticatedAt(),
            stored.renewedAt(),
            stored.endsAt(),
            stored.address(),
            stored.userAgent());
  }

  /**
   * Replaces all data of a session, except its id and its account. Returns whether the account has
   * this session.
   */
  boolean replace(byte[] digest, Stored stored) {
    BrowserSession session = stored.session();
    return tx.sql()
            .change(
                "UPDATE browser_session SET digest = ?, generation = ?, methods = ?, authenticated_at = ?,"
                    + " renewed_at = ?, ends_at = ?, address = ?, user_agent = ? WHERE id = ? AND account_id = ?",
                digest,
                session.generation(),
                session.methods().text(),
                session.authenticatedAt(),
                stored.renewedAt(),
                stored.endsAt(),
                stored.address(),
                stored.userAgent(),
                session.id(),
                session.accountId())
        > 0;
  }

  /** Returns the live session whose cookie has this digest. */
  Optional<Stored> findByDigest(byte[] digest, Instant now) {
    return tx.sql().one(SELECT + "digest = ?", BrowserSessionRows::stored, now, digest);
  }

  /** Returns a live session. */
  Optional<Stored> find(String id, Instant now) {
    return tx.sql().one(SELECT + "id = ?", BrowserSessionRows::stored, now, id);
  }

  /** Returns the live sessions of an account, newest first. */
  List<Stored> of(long accountId, Instant now) {
    return tx.sql()
        .all(
            SELECT + "account_id = ? ORDER BY authenticated_at DESC, id DESC",
            BrowserSessionRows::stored,
            now,
            accountId);
  }

  /** Stores a renewal, if the session still has this cookie. */
  void renew(byte[] digest, Instant at, Instant endsAt) {
    tx.sql()
        .change(
            "UPDATE browser_session SET renewed_at = ?, ends_at = ? WHERE digest = ?",
            at,
            endsAt,
            digest);
  }

  /** Removes a session. Returns whether this call removed it. */
  boolean remove(String id) {
    return tx.sql().change("DELETE FROM browser_session WHERE id = ?", id) > 0;
  }

  /**
   * Removes the oldest sessions of an account, and keeps {@code keep} sessions in addition to
   * {@code except}.
   *
   * @param except a session that is never removed
   * @return the ids of the removed sessions
   */
  List<String> removeOldest(long accountId, String except, long keep) {
    // SQLite does not support OFFSET without LIMIT.
    return tx.sql()
        .all(
            "DELETE FROM browser_session WHERE id IN (SELECT id FROM browser_session WHERE account_id = ? AND id <> ?"
                + " ORDER BY authenticated_at DESC, id DESC LIMIT 1000000 OFFSET ?) RETURNING id",
            row -> row.text("id"),
            accountId,
            except,
            keep);
  }

  /** Removes all sessions of an account. */
  void erase(long accountId) {
    tx.sql().change("DELETE FROM browser_session WHERE account_id = ?", accountId);
  }

  /**
   * An expired session.
   *
   * @param accountId the account of the session
   */
  record Expired(String id, long accountId) {}

  /**
   * Returns expired sessions, in ascending order of their account ids.
   *
   * @param atMost the maximum number of sessions, at least 1
   */
  List<Expired> expired(Instant now, long atMost) {
    return tx.sql()
        .all(
            "SELECT id, account_id FROM (SELECT id, account_id FROM browser_session WHERE ends_at <= ?"
                + " ORDER BY ends_at LIMIT ?) AS first_ended ORDER BY account_id, id",
            row -> new Expired(row.text("id"), row.number("account_id")),
            now,
            atMost);
  }

  /**
   * Removes a session if it has expired and was not renewed in the meantime. Returns whether this
   * call removed it.
   */
  boolean removeExpired(String id, Instant now) {
    return tx.sql().change("DELETE FROM browser_session WHERE id = ? AND ends_at <= ?", id, now)
        > 0;
  }

  private static Stored stored(Row row) {
    return new Stored(
        new BrowserSession(
            row.text("id"),
            row.number("account_id"),
            row.number("generation"),
            AuthenticationMethods.parse(row.text("methods")).orElseThrow(),
            row.instant("authenticated_at")),
        row.instant("renewed_at"),
        row.instant("ends_at"),
        row.text("address"),
        row.findText("user_agent"));
  }
}
