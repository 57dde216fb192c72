package dev.restauth.feed;

import dev.restauth.store.ChangeStore;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * Reads changes from the database as events, if the events are not in memory. Thread-safe.
 *
 * @param epoch the epoch of the changes' numbers
 */
record Replay(Snapshots store, Events events, String epoch) {
  /** The maximum number of changes to replay. For more changes, a snapshot is better. */
  private static final long RESUMABLE_CHANGES = 10_000;

  private static final long BATCH = 500;

  /**
   * A batch of events.
   *
   * @param upTo the last change that the batch covers
   */
  record Batch(List<Event> events, long upTo) {}

  /**
   * Returns whether the changes after this number, at least one and at most {@link
   * #RESUMABLE_CHANGES}, can be read without a gap, and the epoch is still the same. If a change is
   * missing, a subscription would end at the gap, and would end there again after each
   * reconnection.
   */
  boolean isWholeAfter(long number) {
    return store.reading(
        tx -> {
          long missing = tx.changes().last().number() - number;
          return hasOurEpoch(tx.changes())
              && missing <= RESUMABLE_CHANGES
              && isWhole(changes(tx, number, RESUMABLE_CHANGES), number, missing);
        });
  }

  /**
   * Returns the latest events up to a number. The events go back as far as a subscriber may resume,
   * but stop where a change is missing.
   *
   * @param number the last change that this server has applied
   */
  EventBuffer latestUpTo(long number, long bytesAtMost) {
    List<Numbered> changes =
        store.reading(
            tx ->
                hasOurEpoch(tx.changes())
                    ? changes(tx, Math.max(0, number - RESUMABLE_CHANGES), RESUMABLE_CHANGES)
                    : List.<Numbered>of());
    long floor = number;
    for (Numbered change : changes.reversed()) {
      floor -= change.number() == floor ? 1 : 0; // stays where a change is missing
    }
    EventBuffer buffer = new EventBuffer(floor, bytesAtMost);
    for (Numbered change : changes) {
      if (change.number() > floor && change.number() <= number) {
        events.of(epoch, change).ifPresent(buffer::add);
      }
    }
    return buffer;
  }

  /** Returns whether the epoch is still the same, and its last change has at least this number. */
  boolean exists(long number) {
    return store.reading(tx -> hasOurEpoch(tx.changes()) && tx.changes().last().number() >= number);
  }

  /**
   * Returns the next batch after a number; empty if a change is missing.
   *
   * @param upTo the last change that this server has applied, greater than {@code number}. Later
   *     changes must wait, because this server may not have loaded their new signing keys yet
   */
  Optional<Batch> after(long number, long upTo) {
    long atMost = Math.min(BATCH, upTo - number);
    List<Numbered> changes =
        store.reading(
            tx -> hasOurEpoch(tx.changes()) ? changes(tx, number, atMost) : List.<Numbered>of());
    return isWhole(changes, number, changes.size())
        ? Optional.of(
            new Batch(
                changes.stream().flatMap(change -> events.of(epoch, change).stream()).toList(),
                changes.getLast().number()))
        : Optional.empty();
  }

  /** Reads changes. A change of an unknown kind leaves a gap. */
  private List<Numbered> changes(Transaction tx, long after, long atMost) {
    return tx.changes().after(after, atMost).stream().filter(events::isKnownKind).toList();
  }

  private boolean hasOurEpoch(ChangeStore changes) {
    return changes.last().epoch().equals(epoch);
  }

  private static boolean isWhole(List<Numbered> changes, long after, long size) {
    return !changes.isEmpty()
        && changes.size() == size
        && changes.getFirst().number() == after + 1
        && changes.getLast().number() == after + size;
  }
}
