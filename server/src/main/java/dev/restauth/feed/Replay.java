package dev.restauth.feed;

import dev.restauth.store.ChangeStore;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
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

  /**
   * Whether all that follows that number can be read. Whoever was let begin before a gap would end there,
   * and come again to no other end.
   */
  boolean isWholeAfter(long number) {
    return store.reading(
        tx -> {
          long missing = tx.changes().last().number() - number;
          return isOurs(tx.changes())
              && missing <= WORTHWHILE
              && isWhole(changes(tx, number, WORTHWHILE), number, missing);
        });
  }

  /**
   * Those up to a number, as far back as they are there without a gap and anybody resumes.
   *
   * @param number the last that is known here
   */
  EventBuffer before(long number, long bytesAtMost) {
    List<Numbered> changes =
        store.reading(
            tx ->
                isOurs(tx.changes())
                    ? changes(tx, Math.max(0, number - WORTHWHILE), WORTHWHILE)
                    : List.<Numbered>of());
    long floor = number;
    for (Numbered change : changes.reversed()) {
      floor -= change.number() == floor ? 1 : 0; // never again below a gap
    }
    EventBuffer buffer = new EventBuffer(floor, bytesAtMost);
    for (Numbered change : changes) {
      if (change.number() > floor && change.number() <= number) {
        events.of(epoch, change).ifPresent(buffer::add);
      }
    }
    return buffer;
  }

  /** Whether there is a change of that number, or was. */
  boolean exists(long number) {
    return store.reading(tx -> isOurs(tx.changes()) && tx.changes().last().number() >= number);
  }

  /**
   * The next; empty where they are not there any more, without a gap.
   *
   * @param upTo the last that is known here, later than that number: what the keys are after the next one
   *     is not known yet
   */
  Optional<Part> after(long number, long upTo) {
    long atMost = Math.min(AT_ONCE, upTo - number);
    List<Numbered> changes =
        store.reading(
            tx -> isOurs(tx.changes()) ? changes(tx, number, atMost) : List.<Numbered>of());
    return isWhole(changes, number, changes.size())
        ? Optional.of(
            new Part(
                changes.stream().flatMap(change -> events.of(epoch, change).stream()).toList(),
                changes.getLast().number()))
        : Optional.empty();
  }

  /** Those of kinds that are known here: another leaves a gap. */
  private List<Numbered> changes(Transaction tx, long after, long atMost) {
    return tx.changes().after(after, atMost).stream().filter(events::isKnown).toList();
  }

  private boolean isOurs(ChangeStore changes) {
    return changes.last().epoch().equals(epoch);
  }

  private static boolean isWhole(List<Numbered> changes, long after, long size) {
    return !changes.isEmpty()
        && changes.size() == size
        && changes.getFirst().number() == after + 1
        && changes.getLast().number() == after + size;
  }
}
