package dev.restauth.feed;

import dev.restauth.store.ChangeStore;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.Snapshots;
import java.util.List;
import java.util.Optional;

/**
 * Events of changes that are no longer in memory, read from the database for as long as they are there.
 * Thread-safe.
 *
 * @param epoch the history that their numbers belong to
 */
record Replay(Snapshots store, Events events, String epoch) {
  /** How many changes a snapshot is better than. */
  private static final long WORTHWHILE = 10_000;

  private static final long AT_ONCE = 500;

  /**
   * Some of them.
   *
   * @param upTo the last change that they are all the events of
   */
  record Part(List<Event> events, long upTo) {}

  /** Whether what follows that number can be read from there on. */
  boolean begins(long number) {
    return store.reading(
        tx ->
            isOurs(tx.changes())
                && tx.changes().last().number() - number <= WORTHWHILE
                && follows(tx.changes().after(number, 1), number));
  }

  /** Whether there is a change of that number, or was. */
  boolean exists(long number) {
    return store.reading(tx -> isOurs(tx.changes()) && tx.changes().last().number() >= number);
  }

  /** The next; empty where they are not there any more, without a gap. */
  Optional<Part> after(long number) {
    List<Numbered> changes =
        store.reading(
            tx -> isOurs(tx.changes()) ? tx.changes().after(number, AT_ONCE) : List.<Numbered>of());
    return follows(changes, number)
        ? Optional.of(
            new Part(
                changes.stream().flatMap(change -> events.of(epoch, change).stream()).toList(),
                changes.getLast().number()))
        : Optional.empty();
  }

  private boolean isOurs(ChangeStore changes) {
    return changes.last().epoch().equals(epoch);
  }

  private static boolean follows(List<Numbered> changes, long number) {
    return !changes.isEmpty()
        && changes.getFirst().number() == number + 1
        && changes.getLast().number() == number + changes.size();
  }
}
