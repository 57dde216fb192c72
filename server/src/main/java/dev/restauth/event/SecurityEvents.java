package dev.restauth.event;

import dev.restauth.store.Transaction;
import java.time.Instant;

/** The record of security events. Thread-safe. */
public interface SecurityEvents {
  /**
   * Records a change in its transaction, so that both are committed or neither. The line of the log is written after the
   * commit.
   *
   * @param at the time of the database, read in this transaction
   */
  void record(Transaction tx, SecurityEvent event, Instant at);

  /** Records a change in its transaction, with the current time of the database. */
  default void record(Transaction tx, SecurityEvent event) {
    record(tx, event, tx.now());
  }

  /**
   * Records an event that is not a change: a refusal, or a command that was performed. Does not throw. Must not be
   * called in a transaction.
   */
  void write(SecurityEvent event);
}
