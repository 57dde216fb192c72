package dev.restauth.outbox;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Statements on the rows of messages. Each call is atomic. */
record OutboxRows(Transaction tx) {

  /** The state of a message. */
  enum State {
    WAITING,
    DELIVERED,
    FAILED,
    EXPIRED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * The row of a message.
   *
   * @param topic the topic; empty if an older program added the message
   * @param sealedBody the encrypted body; empty after it was erased
   * @param tries the number of completed attempts
   * @param failure the reason why the last attempt failed, without secrets
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OutboxRow(
      String id,
      String kind,
      Optional<String> topic,
      byte[] sealedRecipient,
      Optional<byte[]> sealedBody,
      State state,
      Instant createdAt,
      Instant dueAt,
      Instant expiresAt,
      long tries,
      Optional<String> failure) {
    /** Returns whether the message is a decoy, which is never delivered. */
    boolean isDecoy() {
      return kind.equals(DECOY);
    }

    @Override
    public String toString() {
      return "OutboxRow[id=" + id + ", kind=" + kind + ", state=" + state + "]";
    }
  }

  /** The digests by which limits count messages. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Digests(byte[] recipient, Optional<byte[]> network) {}

  /**
   * The query for the next due time. It reads a single entry of an index, however many messages are
   * waiting.
   */
  static final String NEXT_DUE =
      "SELECT due_at FROM outbox WHERE state = 'waiting' ORDER BY due_at LIMIT 1";

  /** The kind that all decoys have. */
  static final String DECOY = "decoy";

  private static final String COLUMNS =
      " id, kind, topic, sealed_recipient, sealed_body, state, created_at, due_at, expires_at, tries, failure ";

  /** Adds a message, which is due immediately. */
  void add(
      String id,
      OutboxMessage message,
      Digests digests,
      byte[] sealedRecipient,
      byte[] sealedBody) {
    tx.sql()
        .change(
            "INSERT INTO outbox (id, kind, topic, account_id, recipient_digest, network_digest,"
                + " sealed_recipient, sealed_body, state, created_at, due_at, expires_at,"
                + " leased_until, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, 0, 0)",
            id,
            message.decoy() ? DECOY : message.kind(),
            message.topic(),
            message.accountId(),
            digests.recipient(),
            digests.network(),
            sealedRecipient,
            sealedBody,
            tx.now(),
            tx.now(),
            message.expiresAt());
  }

  /** Returns the number of messages to a recipient that were added after {@code since}. */
  long countByRecipient(byte[] digest, Instant since) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM outbox WHERE recipient_digest = ? AND created_at > ?",
            row -> row.number("n"),
            digest,
            since)
        .orElseThrow();
  }

  /**
   * Returns the times at which messages to a recipient were added after {@code since}, newest
   * first.
   */
  List<Instant> newestByRecipient(byte[] digest, Instant since, long atMost) {
    return tx.sql()
        .all(
            "SELECT created_at FROM outbox WHERE recipient_digest = ? AND created_at > ?"
                + " ORDER BY created_at DESC LIMIT ?",
            row -> row.instant("created_at"),
            digest,
            since,
            atMost);
  }

  /** Returns the number of messages that a sender caused after {@code since}. */
  long countBySender(byte[] digest, Instant since) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM outbox WHERE network_digest = ? AND created_at > ?",
            row -> row.number("n"),
            digest,
            since)
        .orElseThrow();
  }

  /**
   * Returns the next time at which a message is due or its lease expires; empty if no message is
   * waiting.
   */
  Optional<Instant> nextDue() {
    return tx.sql().one(NEXT_DUE, row -> row.instant("due_at"));
  }

  /**
   * Leases due messages, the longest overdue first. A lease makes a message due again at {@code
   * until}. Until then, no other server can lease the message. A single index finds both due
   * messages and expired leases.
   *
   * @param atMost the maximum number of messages
   */
  List<OutboxRow> lease(Instant until, long atMost) {
    return tx.sql()
        .all(
            "UPDATE outbox SET leased_until = ?, due_at = ? WHERE id IN (SELECT id FROM outbox"
                + " WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT ?)"
                + " AND state = 'waiting' AND due_at <= ? RETURNING"
                + COLUMNS,
            OutboxRows::row,
            until,
            until,
            tx.now(),
            atMost,
            tx.now());
  }

  /**
   * Counts the messages of a kind in a state, without decoys.
   *
   * @param atMost the maximum result
   */
  long count(String kind, State state, long atMost) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM (SELECT 1 FROM outbox WHERE kind <> 'decoy' AND kind = ?"
                + " AND state = ? LIMIT ?) part",
            row -> row.number("n"),
            kind,
            state.text(),
            atMost)
        .orElseThrow();
  }

  /** Returns the time at which the oldest waiting message of a kind was added. */
  Optional<Instant> oldest(String kind) {
    return tx.sql()
        .one(
            "SELECT created_at FROM outbox WHERE kind <> 'decoy' AND kind = ? AND state = 'waiting'"
                + " ORDER BY created_at, id LIMIT 1",
            row -> row.instant("created_at"),
            kind);
  }

  /** Removes all leases. Called at the start of a process that uses the database alone. */
  void endLeases() {
    tx.sql()
        .change(
            "UPDATE outbox SET leased_until = 0, due_at = ?"
                + " WHERE state = 'waiting' AND leased_until > 0",
            tx.now());
  }

  /**
   * Sets the final state of a message, and erases its body.
   *
   * @param tries the total number of attempts
   */
  void end(String id, State state, long tries, Optional<String> failure) {
    tx.sql()
        .change(
            "UPDATE outbox SET state = ?, sealed_body = NULL, failure = ?, tries = ?,"
                + " leased_until = 0 WHERE id = ? AND state = 'waiting'",
            state.text(),
            failure,
            tries,
            id);
  }

  /** Makes a message due again at a later time. */
  void retryLater(String id, Instant dueAt, long tries, String failure) {
    tx.sql()
        .change(
            "UPDATE outbox SET due_at = ?, tries = ?, failure = ?, leased_until = 0"
                + " WHERE id = ? AND state = 'waiting'",
            dueAt,
            tries,
            failure,
            id);
  }

  /** Makes a message due now, unless it is leased. Returns whether the message is waiting. */
  boolean retryNow(String id) {
    return tx.sql()
            .change(
                "UPDATE outbox SET due_at = CASE WHEN leased_until > ? THEN due_at ELSE ? END"
                    + " WHERE id = ? AND state = 'waiting'",
                tx.now(),
                tx.now(),
                id)
        > 0;
  }

  /** Returns the messages of one kind in a state, newest first. */
  List<OutboxRow> list(String kind, State state, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM outbox WHERE kind = ? AND state = ? ORDER BY created_at DESC, id LIMIT ?",
            OutboxRows::row,
            kind,
            state.text(),
            atMost);
  }

  /**
   * Returns a page of messages of one kind in a state, newest first. {@code before} and {@code id}
   * are the time and the id of the last message of the previous page. Decoys have a separate index.
   * The statement excludes decoys with a constant, so that the database can use the index that
   * contains no decoys.
   */
  List<OutboxRow> page(String kind, State state, Instant before, String id, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM outbox WHERE kind <> 'decoy' AND kind = ? AND state = ?"
                + " AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?",
            OutboxRows::row,
            kind,
            state.text(),
            before,
            id,
            atMost);
  }

  /**
   * Returns a page of messages of one kind in any state, newest first. {@code before} and {@code
   * id} are the time and the id of the last message of the previous page.
   */
  List<OutboxRow> page(String kind, Instant before, String id, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM outbox WHERE kind <> 'decoy' AND kind = ?"
                + " AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?",
            OutboxRows::row,
            kind,
            before,
            id,
            atMost);
  }

  /**
   * Removes decoys that were added before {@code before}. Returns the number of removed decoys.
   */
  int purgeDecoys(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox"
                + " WHERE kind = 'decoy' AND created_at < ? ORDER BY created_at LIMIT ?)",
            before,
            atMost);
  }

  /**
   * Removes messages in a final state, and expired messages, that were added before {@code before}.
   * Returns the number of removed messages.
   */
  int purge(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE created_at < ?"
                + " AND (state <> 'waiting' OR expires_at < ?) ORDER BY created_at LIMIT ?)",
            before,
            tx.now(),
            atMost);
  }

  /** Assigns a recipient's messages to an account, if they belong to no account. */
  void assign(byte[] recipientDigest, long accountId) {
    tx.sql()
        .change(
            "UPDATE outbox SET account_id = ? WHERE recipient_digest = ? AND account_id IS NULL",
            accountId,
            recipientDigest);
  }

  /** Returns the ids of an account's messages. */
  List<String> idsOf(long accountId) {
    return tx.sql()
        .all("SELECT id FROM outbox WHERE account_id = ?", row -> row.text("id"), accountId);
  }

  /**
   * Erases the content of a message, and removes it from its account. Limits still count the
   * message.
   */
  void erase(String id, byte[] sealedNobody) {
    tx.sql()
        .change(
            "UPDATE outbox SET account_id = NULL, sealed_recipient = ?, sealed_body = NULL,"
                + " failure = NULL, leased_until = 0,"
                + " state = CASE WHEN state = 'waiting' THEN 'expired' ELSE state END WHERE id = ?",
            sealedNobody,
            id);
  }

  /**
   * Returns the rows after an id, in the order of their ids, for encrypting them again or checking
   * them.
   */
  List<OutboxRow> after(String id, long atMost) {
    return tx.sql()
        .all(
            "SELECT" + COLUMNS + "FROM outbox WHERE id > ? ORDER BY id LIMIT ?",
            OutboxRows::row,
            id,
            atMost);
  }

  /** Replaces the encrypted columns. */
  void reseal(String id, byte[] sealedRecipient, Optional<byte[]> sealedBody) {
    tx.sql()
        .change(
            "UPDATE outbox SET sealed_recipient = ?, sealed_body = ? WHERE id = ?",
            sealedRecipient,
            sealedBody,
            id);
  }

  private static OutboxRow row(Row row) {
    return new OutboxRow(
        row.text("id"),
        row.text("kind"),
        row.findText("topic"),
        row.bytes("sealed_recipient"),
        row.findBytes("sealed_body"),
        State.of(row.text("state")),
        row.instant("created_at"),
        row.instant("due_at"),
        row.instant("expires_at"),
        row.number("tries"),
        row.findText("failure"));
  }
}
