package dev.restauth.event;

import dev.restauth.blocking.Blocking;
import dev.restauth.log.RequestId;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.lang.System.Logger.Level;
import java.time.Instant;

/** Security events as rows of the database, with a line of the log for each. Thread-safe. */
final class StoredEvents implements SecurityEvents {
  private static final System.Logger LOG = System.getLogger(StoredEvents.class.getName());

  private final Store store;
  private final EventLog log;
  private final EventSums sums;
  private final Runnable committed;
  private final EventIds ids = new EventIds();

  /**
   * Stores events in {@code store}.
   *
   * @param committed runs after each commit of an event
   */
  StoredEvents(Store store, EventLog log, EventSums sums, Runnable committed) {
    this.store = store;
    this.log = log;
    this.sums = sums;
    this.committed = committed;
  }

  @Override
  public void record(Transaction tx, SecurityEvent event, Instant at) {
    add(tx, event, at);
    tx.afterCommit(
        () -> {
          log.write(event);
          committed.run();
        });
  }

  private void add(Transaction tx, SecurityEvent event, Instant at) {
    EventRow row = EventRow.of(event, at, RequestId.current(), ids);
    new UnnumberedEventRows(tx).add(row);
    row.personal().ifPresent(personal -> new EventPersonRows(tx).add(row.id(), personal));
  }

  @Override
  public void write(SecurityEvent event) {
    Blocking.begin(); // a request that is run once more must not be counted twice
    log.write(event);
    if (event.type().volume() == EventType.Volume.FAILURE) {
      sums.add(event);
    } else {
      addAlone(event);
    }
  }

  /** The line is written already, and the command is performed: a failure must not make it fail. */
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

  /** Stores the sums of failures, in one transaction. */
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
