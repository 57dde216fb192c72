package dev.restauth.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The events that were told last, in memory, so that whoever falls behind a little, or comes back soon, is
 * told them without the database being asked. One thread adds, any may read.
 */
final class EventBuffer {
  private final ConcurrentNavigableMap<Long, Event> byNumber = new ConcurrentSkipListMap<>();
  private final long bytesAtMost;
  private long bytes; // of the thread that adds
  private volatile long floor;

  /**
   * None yet.
   *
   * @param floor the last change before the first of them
   * @param bytesAtMost what they may take of memory, about
   */
  EventBuffer(long floor, long bytesAtMost) {
    this.floor = floor;
    this.bytesAtMost = bytesAtMost;
  }

  /** Adds one; where there are too many, the oldest go. */
  void add(Event event) {
    byNumber.put(event.number(), event);
    bytes += event.size();
    while (bytes > bytesAtMost) {
      Event oldest = byNumber.firstEntry().getValue();
      floor = oldest.number(); // before it is gone
      byNumber.remove(oldest.number());
      bytes -= oldest.size();
    }
  }

  /** Whether all events are there after that number. */
  boolean reachesBackTo(long number) {
    return number >= floor;
  }

  /**
   * Those after a number, the oldest first; empty where some of them are gone.
   *
   * @param upTo the last change that may be told
   * @param atMost how many
   */
  Optional<List<Event>> between(long after, long upTo, int atMost) {
    List<Event> events =
        upTo <= after
            ? List.of()
            : byNumber.subMap(after, false, upTo, true).values().stream().limit(atMost).toList();
    return reachesBackTo(after) ? Optional.of(events) : Optional.empty(); // asked when all is read
  }
}
