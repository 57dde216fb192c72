package dev.restauth.outbox;

import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sealing;
import dev.restauth.outbox.OutboxRows.Digests;
import dev.restauth.outbox.OutboxRows.OutboxRow;
import dev.restauth.outbox.OutboxRows.State;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Messages to deliver. A message is added in the transaction of the change that causes it, so that
 * the change and the message are stored together. After the commit, the caller starts the delivery
 * with {@link #wake}. Thread-safe.
 */
public final class Outbox {
  /** The maximum size of a message's body, in bytes. */
  public static final int BODY_BYTES = 64 * 1024;

  /** The time for which limits count a decoy. Afterwards the decoy is removed. */
  public static final Duration DECOY_RETENTION = Duration.ofHours(1);

  /** The maximum number of rows in a list. */
  private static final long LISTED = 1_000;

  private final Store store;
  private final Vault vault;
  private final KeyedDigest digest;
  private final Runnable wake;
  private final RandomIds ids = new RandomIds();

  /**
   * A message without its body, as the operator sees it.
   *
   * @param topic the topic, such as the kind of a mail; empty if an older program added the message
   * @param recipient the recipient; empty if it cannot be decrypted, "" if it was erased
   * @param state the state: waiting, delivered, failed or expired
   * @param tries the number of delivery attempts
   * @param failure the reason why the last attempt failed
   */
  public record Entry(
      String id,
      Optional<String> topic,
      Optional<String> recipient,
      String state,
      Instant createdAt,
      Instant dueAt,
      Instant expiresAt,
      long tries,
      Optional<String> failure) {}

  Outbox(Store store, Vault vault, Runnable wake) {
    this.store = store;
    this.vault = vault;
    this.digest = vault.digest("outbox");
    this.wake = wake;
  }

  /**
   * Adds a message.
   *
   * @throws IllegalArgumentException if the message's body is larger than {@link #BODY_BYTES}
   */
  public void add(Transaction tx, OutboxMessage message) {
    if (message.body().length > BODY_BYTES) {
      throw new IllegalArgumentException("a message's body is too large");
    }
    String id = ids.next();
    Sealing sealing = vault.sealing(tx);
    byte[] recipient = message.recipient().getBytes(StandardCharsets.UTF_8);
    new OutboxRows(tx)
        .add(
            id,
            message,
            new Digests(
                digest(
                    message.kind(),
                    "recipient",
                    message.counted().isEmpty() ? id : message.counted()),
                message.sender().map(sender -> digest(message.kind(), "sender", sender))),
            sealing.seal(recipient, SealedMessages.recipient(id)),
            sealing.seal(message.body(), SealedMessages.body(id)));
  }

  /** Assigns a recipient's messages to an account, if they belong to no account yet. */
  public void assign(Transaction tx, String kind, String counted, long accountId) {
    new OutboxRows(tx).assign(digest(kind, "recipient", counted), accountId);
  }

  /**
   * Locks the outbox until the transaction ends. Until then, other transactions that add messages
   * wait. Without the lock, simultaneous transactions would not count each other's messages, and
   * could together exceed a limit.
   */
  public void lock(Transaction tx) {
    var _ = vault.sealing(tx);
  }

  /**
   * Returns the number of messages of a kind to a recipient that were added during the last {@code
   * within}. Messages count whether or not they were delivered. Decoys count for at most {@link
   * #DECOY_RETENTION}.
   *
   * @param counted the text under which limits count the messages; see {@link
   *     OutboxMessage#counted}
   */
  public long addedTo(Transaction tx, String kind, String counted, Duration within) {
    return new OutboxRows(tx)
        .countByRecipient(digest(kind, "recipient", counted), tx.now().minus(within));
  }

  /**
   * Returns the times at which messages of a kind to a recipient were added during the last {@code
   * within}, newest first.
   *
   * @param counted the text under which limits count the messages; see {@link
   *     OutboxMessage#counted}
   */
  public List<Instant> newestTo(
      Transaction tx, String kind, String counted, Duration within, long atMost) {
    return new OutboxRows(tx)
        .newestByRecipient(digest(kind, "recipient", counted), tx.now().minus(within), atMost);
  }

  /**
   * Returns the number of messages of a kind that a sender has caused during the last {@code
   * within}.
   */
  public long addedBy(Transaction tx, String kind, String sender, Duration within) {
    return new OutboxRows(tx).countBySender(digest(kind, "sender", sender), tx.now().minus(within));
  }

  /**
   * Erases the recipient and the body of an account's messages, so that they are no longer
   * delivered. Limits still count their rows. Otherwise closing an account would reset the limits
   * of its address.
   */
  public void erase(Transaction tx, long accountId) {
    OutboxRows rows = new OutboxRows(tx);
    List<String> ids = rows.idsOf(accountId);
    if (!ids.isEmpty()) {
      Sealing sealing = vault.sealing(tx);
      ids.forEach(id -> rows.erase(id, sealing.seal(new byte[0], SealedMessages.recipient(id))));
    }
  }

  /** Starts the delivery of added messages immediately. Must be called after the commit. */
  public void wake() {
    wake.run();
  }

  /** Returns the newest messages of a kind in a state, at most 1,000, without decoys. */
  public List<Entry> list(String kind, String state) {
    return store
        .<List<OutboxRow>>reading(tx -> new OutboxRows(tx).list(kind, State.of(state), LISTED))
        .stream()
        .map(this::entry)
        .toList();
  }

  /**
   * Returns a page of the messages of a kind, newest first and without decoys.
   *
   * @param state the state; empty for messages in any state
   * @param createdAt the time at which the last message of the previous page was added
   * @param id the id of that message
   */
  public List<Entry> page(
      String kind, Optional<String> state, Instant createdAt, String id, long atMost) {
    return store
        .<List<OutboxRow>>reading(
            tx ->
                state
                    .map(
                        each ->
                            new OutboxRows(tx).page(kind, State.of(each), createdAt, id, atMost))
                    .orElseGet(() -> new OutboxRows(tx).page(kind, createdAt, id, atMost)))
        .stream()
        .map(this::entry)
        .toList();
  }

  /**
   * Makes a waiting message due immediately.
   *
   * @return whether a message with that id is waiting
   */
  public boolean retry(String id) {
    boolean waits = store.inTransaction(tx -> new OutboxRows(tx).retryNow(id));
    wake();
    return waits;
  }

  private Entry entry(OutboxRow row) {
    return new Entry(
        row.id(),
        row.topic(),
        SealedMessages.unsealed(vault, row.sealedRecipient(), SealedMessages.recipient(row.id()))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8)),
        row.state().text(),
        row.createdAt(),
        row.dueAt(),
        row.expiresAt(),
        row.tries(),
        row.failure());
  }

  private byte[] digest(String kind, String what, String text) {
    return digest.of(
        kind.getBytes(StandardCharsets.UTF_8),
        what.getBytes(StandardCharsets.UTF_8),
        text.getBytes(StandardCharsets.UTF_8));
  }
}
