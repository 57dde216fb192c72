package dev.restauth.event;

import dev.restauth.event.EventRows.Dated;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Removes events whose retention time has passed. The events are removed in the order of their
 * numbers, so that the remaining numbers have no gap.
 */
final class EventRetention {
  private static final long AT_ONCE = 500;

  private EventRetention() {}

  /** Returns whether any event is due for removal. */
  static boolean isDue(Store store, Duration retention) {
    return store.reading(tx -> !expired(tx, retention, 1).isEmpty());
  }

  /** Removes the oldest events. Returns whether there may be more to remove. */
  static boolean removeSome(Store store, Duration retention) {
    return store.inTransaction(
        tx -> {
          EventCounterRows counter = new EventCounterRows(tx);
          var _ = counter.lock();
          List<Dated> expired = expired(tx, retention, AT_ONCE);
          if (!expired.isEmpty()) {
            long last = expired.getLast().number();
            new EventPersonRows(tx).removeUpTo(last);
            new EventRows(tx).removeUpTo(last);
            counter.removedUpTo(last);
          }
          return expired.size() == AT_ONCE;
        });
  }

  private static List<Dated> expired(Transaction tx, Duration retention, long atMost) {
    Instant before = tx.now().minus(retention);
    return new EventRows(tx)
        .first(atMost).stream().takeWhile(event -> event.at().isBefore(before)).toList();
  }
}
