package dev.restauth.event;

import dev.restauth.blocking.Blocking;
import dev.restauth.log.RequestId;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.lang.System.Logger.Level;
import java.time.Instant;

/** Stores security events as rows of the database, and logs them. Thread-safe. */
final class StoredEvents implements SecurityEvents {
  private static final System.Logger LOG = System.getLogger(StoredEvents.class.getName());

  private final Store store;
  private final EventLog log;
  private final EventSums sums;
  private final EventAllowance allowance;
  private final Runnable committed;
  private final EventIds ids = new EventIds();

  /**
   * Creates the record of events in {@code store}.
   *
   * @param committed runs after each commit that contains an event
   */
  StoredEvents(
      Store store, EventLog log, EventSums sums, EventAllowance allowance, Runnable committed) {
    this.store = store;
    this.log = log;
    this.sums = sums;
    this.allowance = allowance;
    this.committed = committed;
  }

  @Override
  public void record(Transaction tx, SecurityEvent event, Instant at) {
    boolean alone = allowance.admits(event);
    if (alone) {
      add(tx, event, at);
    }
    tx.afterCommit(
        () -> {
          log.write(event);
          if (!alone) {
            sums.add(event);
          }
          committed.run();
        });
  }

  /**
   * Stores an event. Its accounts may have been erased while this transaction or its request ran.
   * In that case, nothing that the erasure would have removed is stored.
   */
  private void add(Transaction tx, SecurityEvent event, Instant at) {
    EventRow row = EventRow.of(event, at, RequestId.current(), ids);
    new UnnumberedEventRows(tx).add(row);
    row.personal().ifPresent(personal -> new EventPersonRows(tx).add(row.id(), personal));
  }

  @Override
  public void write(SecurityEvent event) {
    Blocking.begin(); // may abort and restart the request, so this must precede the counting
    log.write(event);
    if (event.type().volume() == EventType.Volume.FAILURE || !allowance.admits(event)) {
      sums.add(event);
    } else {
      addAlone(event);
    }
  }

  /**
   * Stores an event that is not part of a change. Its log line is already written, and a command
   * that caused it has already run. A failure to store the event is therefore not reported to the
   * caller.
   */
  private void addAlone(SecurityEvent event) {
    try {
      store.inTransaction(
          tx -> {
            add(tx, event, tx.now());
            return true;
          });
      committed.run();
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "an event was not stored", e); // the store warns the operator
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "an event was not stored: " + event.type().text(), e);
    }
  }

  /** Stores the sums of events in one transaction. */
  void writeSums() {
    sums.write(
        events -> {
          store.inTransaction(
              tx -> {
                Instant now = tx.now();
                events.forEach(event -> add(tx, event, now));
                return true;
              });
          committed.run();
        });
  }
}
