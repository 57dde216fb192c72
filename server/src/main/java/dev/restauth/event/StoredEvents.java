package dev.restauth.event;

import dev.restauth.blocking.Blocking;
import dev.restauth.log.RequestId;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Stores security events as rows of the database, and logs them. Thread-safe. */
final class StoredEvents implements SecurityEvents {
  private static final System.Logger LOG = System.getLogger(StoredEvents.class.getName());

  private final Store store;
  private final EventLog log;
  private final EventSums sums;
  private final EventAllowance allowance;
  private final Runnable committed;
  private final BiPredicate<Transaction, Long> holder;
  private final EventIds ids = new EventIds();

  /**
   * Creates the record of events in {@code store}.
   *
   * @param committed runs after each commit that contains an event
   * @param holder returns whether the account with the given id exists and is not closed. Locks the
   *     account, so that it cannot be closed before the transaction ends
   */
  StoredEvents(
      Store store,
      EventLog log,
      EventSums sums,
      EventAllowance allowance,
      Runnable committed,
      BiPredicate<Transaction, Long> holder) {
    this.store = store;
    this.log = log;
    this.sums = sums;
    this.allowance = allowance;
    this.committed = committed;
    this.holder = holder;
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

  /**
   * Locks the accounts that own the personal data of the events, in the order that all servers use,
   * and returns the ids of those that are not closed.
   */
  private Set<Long> holders(Transaction tx, List<SecurityEvent> events) {
    return events.stream()
        .flatMap(event -> EventRow.owner(event).stream())
        .distinct()
        .sorted()
        .filter(id -> holder.test(tx, id))
        .collect(Collectors.toSet());
  }

  /**
   * Stores a sum of events, some time after the events. If their account was erased in the
   * meantime, their network is not stored.
   */
  private void addSum(Transaction tx, SecurityEvent event, Instant at, Set<Long> holders) {
    EventRow row = EventRow.of(event, at, RequestId.current(), ids);
    new UnnumberedEventRows(tx).add(row);
    row.personal()
        .filter(personal -> personal.account().filter(id -> !holders.contains(id)).isEmpty())
        .ifPresent(personal -> new EventPersonRows(tx).add(row.id(), personal));
  }

  /** Stores the sums of events in one transaction. */
  void writeSums() {
    sums.write(
        events -> {
          store.inTransaction(
              tx -> {
                Instant now = tx.now();
                Set<Long> holders = holders(tx, events);
                events.forEach(event -> addSum(tx, event, now, holders));
                return true;
              });
          committed.run();
        });
  }
}
