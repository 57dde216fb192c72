package dev.restauth.event;

import dev.restauth.store.Transaction;
import java.time.Instant;

/** The record of security events. Thread-safe. */
public interface SecurityEvents {
  /**
   * Records a change in the transaction that makes it, so that the event and the change are
   * committed together or not at all. The log line is written after the commit.
   *
   * @param at the database's time, as read in this transaction
   */
  void record(Transaction tx, SecurityEvent event, Instant at);

  /** Records a change in the transaction that makes it, with the database's current time. */
  default void record(Transaction tx, SecurityEvent event) {
    record(tx, event, tx.now());
  }

  /**
   * Records an event that is not a change: a refusal, or a command that was run. Never throws an
   * exception. Must not be called in a transaction.
   */
  void write(SecurityEvent event);
}
