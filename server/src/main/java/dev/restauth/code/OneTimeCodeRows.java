package dev.restauth.code;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Statements on the rows of one-time codes. Each call is atomic. */
record OneTimeCodeRows(Transaction tx) {
  /**
   * The row of a code.
   *
   * @param request the id of the request
   * @param accountId the account; empty for a decoy, and for an address without an account
   * @param generation the generation of the account when the code was issued
   * @param address the e-mail address to which the code belongs; empty for a decoy
   * @param tries the number of attempts, correct or wrong
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record CodeRow(
      String request,
      Optional<Long> accountId,
      long generation,
      Optional<String> address,
      byte[] codeDigest,
      byte[] linkDigest,
      long tries,
      Instant createdAt,
      Instant codeUntil,
      Instant linkUntil) {
    @Override
    public String toString() {
      return "CodeRow[accountId=" + accountId + "]";
    }
  }

  private static final String COLUMNS =
      " request, account_id, generation, address, code_digest, link_digest, tries, created_at,"
          + " code_until, link_until ";

  private static final String INSERT =
      "INSERT INTO one_time_code (request, purpose, account_id, generation, address, code_digest,"
          + " link_digest, tries, created_at, code_until, link_until)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  void add(Purpose purpose, CodeRow row) {
    insert(INSERT, purpose, row);
  }

  /** Adds a code. Replaces an existing code with the same request id. */
  void put(Purpose purpose, CodeRow row) {
    insert(
        INSERT
            + " ON CONFLICT (request) DO UPDATE SET account_id = excluded.account_id,"
            + " address = excluded.address, code_digest = excluded.code_digest, link_digest = excluded.link_digest,"
            + " tries = excluded.tries, created_at = excluded.created_at,"
            + " code_until = excluded.code_until, link_until = excluded.link_until",
        purpose,
        row);
  }

  private void insert(@CompileTimeConstant final String sql, Purpose purpose, CodeRow row) {
    tx.sql()
        .change(
            sql,
            row.request(),
            purpose.text(),
            row.accountId(),
            row.generation(),
            row.address(),
            row.codeDigest(),
            row.linkDigest(),
            row.tries(),
            row.createdAt(),
            row.codeUntil(),
            row.linkUntil());
  }

  /** Counts an attempt if one is left. Returns the updated row; empty if no attempt is left. */
  Optional<CodeRow> countTry(String request, Purpose purpose, long atMost) {
    return tx.sql()
        .one(
            "UPDATE one_time_code SET tries = tries + 1"
                + " WHERE request = ? AND purpose = ? AND tries < ? AND link_until > ? RETURNING"
                + COLUMNS,
            OneTimeCodeRows::row,
            request,
            purpose.text(),
            atMost,
            tx.now());
  }

  /** Assigns a code to an account. */
  void assign(String request, Purpose purpose, long accountId) {
    tx.sql()
        .change(
            "UPDATE one_time_code SET account_id = ? WHERE request = ? AND purpose = ?",
            accountId,
            request,
            purpose.text());
  }

  /** Replaces the digests of a code. */
  void setDigests(String request, byte[] codeDigest, byte[] linkDigest) {
    tx.sql()
        .change(
            "UPDATE one_time_code SET code_digest = ?, link_digest = ? WHERE request = ?",
            codeDigest,
            linkDigest,
            request);
  }

  /** Reverts the count of an attempt. */
  void revertAttempt(String request) {
    tx.sql().change("UPDATE one_time_code SET tries = tries - 1 WHERE request = ?", request);
  }

  /**
   * Removes a code. Returns whether it existed. If several callers remove it at the same time,
   * exactly one of them gets true.
   */
  boolean remove(String request) {
    return tx.sql().change("DELETE FROM one_time_code WHERE request = ?", request) > 0;
  }

  /** Removes a code, of which one form has this digest. Returns whether it existed. */
  boolean remove(String request, byte[] digest) {
    return tx.sql()
            .change(
                "DELETE FROM one_time_code WHERE request = ?"
                    + " AND (code_digest = ? OR link_digest = ?)",
                request,
                digest,
                digest)
        > 0;
  }

  /** Removes a code whose link has not expired. Returns whether such a code existed. */
  boolean removeLive(String request, Purpose purpose) {
    return tx.sql()
            .change(
                "DELETE FROM one_time_code WHERE request = ? AND purpose = ? AND link_until > ?",
                request,
                purpose.text(),
                tx.now())
        > 0;
  }

  /**
   * Returns the codes of a purpose that have attempts left and whose links have not expired.
   * Excludes decoys.
   */
  List<CodeRow> live(Purpose purpose, long tries, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM one_time_code WHERE purpose = ?"
                + " AND address IS NOT NULL AND tries < ? AND link_until > ? ORDER BY link_until, request LIMIT ?",
            OneTimeCodeRows::row,
            purpose.text(),
            tries,
            tx.now(),
            atMost);
  }

  /** Returns a code that is not a decoy, if it has attempts left and its link has not expired. */
  Optional<CodeRow> findLive(String request, Purpose purpose, long tries) {
    return tx.sql()
        .one(
            "SELECT"
                + COLUMNS
                + "FROM one_time_code WHERE request = ? AND purpose = ?"
                + " AND address IS NOT NULL AND tries < ? AND link_until > ?",
            OneTimeCodeRows::row,
            request,
            purpose.text(),
            tries,
            tx.now());
  }

  /**
   * Returns the invitations that have attempts left, sorted by expiry and then by request id.
   * Begins after the invitation that expires at {@code until} and has the id {@code request}. The
   * purpose is a constant in the statement, so that the database uses the index with this order.
   */
  List<CodeRow> invitations(long tries, Instant until, String request, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM one_time_code WHERE purpose = 'invitation'"
                + " AND (link_until, request) > (?, ?) AND link_until > ?"
                + " AND address IS NOT NULL AND tries < ? ORDER BY link_until, request LIMIT ?",
            OneTimeCodeRows::row,
            until,
            request,
            tx.now(),
            tries,
            atMost);
  }

  /** Removes the codes of an account for one purpose. */
  void removeOf(long accountId, Purpose purpose) {
    tx.sql()
        .change(
            "DELETE FROM one_time_code WHERE account_id = ? AND purpose = ?",
            accountId,
            purpose.text());
  }

  /** Removes the codes of an account. */
  void removeOf(long accountId) {
    tx.sql().change("DELETE FROM one_time_code WHERE account_id = ?", accountId);
  }

  /** Returns the oldest unexpired code of an account for a purpose. */
  Optional<CodeRow> oldestOf(long accountId, Purpose purpose) {
    return tx.sql()
        .one(
            "SELECT"
                + COLUMNS
                + "FROM one_time_code WHERE account_id = ? AND purpose = ? AND link_until > ?"
                + " ORDER BY created_at, request LIMIT 1",
            OneTimeCodeRows::row,
            accountId,
            purpose.text(),
            tx.now());
  }

  /** Returns the newest unexpired code of an account for a purpose. */
  Optional<CodeRow> newestOf(long accountId, Purpose purpose) {
    return tx.sql()
        .one(
            "SELECT"
                + COLUMNS
                + "FROM one_time_code WHERE account_id = ? AND purpose = ? AND link_until > ?"
                + " ORDER BY created_at DESC, request LIMIT 1",
            OneTimeCodeRows::row,
            accountId,
            purpose.text(),
            tx.now());
  }

  int purge(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM one_time_code WHERE request IN (SELECT request FROM one_time_code"
                + " WHERE link_until < ? ORDER BY link_until LIMIT ?)"
                + " AND link_until < ?", // unless just renewed
            before,
            atMost,
            before);
  }

  private static CodeRow row(Row row) {
    return new CodeRow(
        row.text("request"),
        row.findNumber("account_id"),
        row.number("generation"),
        row.findText("address"),
        row.bytes("code_digest"),
        row.bytes("link_digest"),
        row.number("tries"),
        row.instant("created_at"),
        row.instant("code_until"),
        row.instant("link_until"));
  }
}
