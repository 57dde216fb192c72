package dev.restauth.challenge;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Statements on the table {@code login_attempt}, which contains log-ins after a first proof. Each
 * call is atomic.
 */
record LoginAttemptRows(Transaction tx) {
  /** Purposes of attempts, stored as their lower-case names. */
  enum Purpose {
    /** A log-in whose second factor is missing. */
    LOGIN,
    /** The enrolment of a required factor. */
    ENROLMENT,
    /** The enrolment of a required factor, after the user has proved that they own the account. */
    PROVED_ENROLMENT;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A row of the table.
   *
   * @param generation the generation of the account at the time of the proofs
   * @param methods the methods of the presented proofs
   * @param provedAt the time of the last proof
   * @param session the session that the log-in will replace, if it is a step-up
   * @param known whether the client's address was a known address of the account
   * @param endsAt the time at which the attempt expires
   */
  record Attempt(
      long accountId,
      long generation,
      Purpose purpose,
      AuthenticationMethods methods,
      Instant provedAt,
      Optional<String> session,
      boolean known,
      Instant endsAt) {}

  /**
   * Adds an attempt. Keeps only the account's newest {@code keep} attempts from known addresses,
   * and its newest {@code keep} attempts from unknown addresses.
   */
  void add(byte[] digest, Attempt attempt, long keep) {
    tx.sql()
        .change(
            "INSERT INTO login_attempt (digest, account_id, generation, purpose, methods, proved_at, session_id,"
                + " known, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            digest,
            attempt.accountId(),
            attempt.generation(),
            attempt.purpose().text(),
            attempt.methods().text(),
            attempt.provedAt(),
            attempt.session(),
            flag(attempt.known()),
            attempt.endsAt());
    // SQLite does not support OFFSET without LIMIT.
    tx.sql()
        .change(
            "DELETE FROM login_attempt WHERE digest IN (SELECT digest FROM login_attempt"
                + " WHERE account_id = ? AND known = ? ORDER BY ends_at DESC, digest"
                + " LIMIT 1000000 OFFSET ?)",
            attempt.accountId(),
            flag(attempt.known()),
            keep);
  }

  /** Returns an attempt, if it has not expired. */
  Optional<Attempt> find(byte[] digest, Instant now) {
    return tx.sql()
        .one(
            "SELECT account_id, generation, purpose, methods, proved_at, session_id, known, ends_at FROM login_attempt"
                + " WHERE digest = ? AND ends_at > ?",
            LoginAttemptRows::attempt,
            digest,
            now);
  }

  /** Removes an attempt. Returns whether this call removed it. */
  boolean remove(byte[] digest) {
    return tx.sql().change("DELETE FROM login_attempt WHERE digest = ?", digest) > 0;
  }

  /** Records that the proof for an enrolment was given. */
  void prove(byte[] digest) {
    tx.sql()
        .change(
            "UPDATE login_attempt SET purpose = 'proved_enrolment' WHERE digest = ?"
                + " AND purpose = 'enrolment'",
            digest);
  }

  /** Removes all attempts of an account. */
  void erase(long accountId) {
    tx.sql().change("DELETE FROM login_attempt WHERE account_id = ?", accountId);
  }

  /**
   * Removes expired attempts.
   *
   * @param atMost the maximum number of attempts to remove, at least 1
   * @return the number of removed attempts
   */
  int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM login_attempt WHERE digest IN (SELECT digest FROM login_attempt"
                + " WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)",
            now,
            atMost);
  }

  private static long flag(boolean known) {
    return known ? 1 : 0;
  }

  private static Attempt attempt(Row row) {
    return new Attempt(
        row.number("account_id"),
        row.number("generation"),
        Purpose.valueOf(row.text("purpose").toUpperCase(Locale.ROOT)),
        AuthenticationMethods.parse(row.text("methods")).orElseThrow(),
        row.instant("proved_at"),
        row.findText("session_id"),
        row.number("known") == 1,
        row.instant("ends_at"));
  }
}
