package dev.restauth.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The latest events in memory: a subscriber that falls a little behind, or resumes soon, gets them without a database
 * query. One thread adds; any thread may read.
 */
final class EventBuffer {
  private final ConcurrentNavigableMap<Long, Event> byNumber = new ConcurrentSkipListMap<>();
  private final long bytesAtMost;
  private long bytes; // used only by the thread that adds
  private volatile long floor;

  /**
   * Makes an empty buffer.
   *
   * @param floor the last change before the first event of the buffer
   * @param bytesAtMost the approximate limit of its memory, in bytes
   */
  EventBuffer(long floor, long bytesAtMost) {
    this.floor = floor;
    this.bytesAtMost = bytesAtMost;
  }

  /** Adds an event; if the buffer is full, the oldest ones are removed. */
  void add(Event event) {
    byNumber.put(event.number(), event);
    bytes += event.size();
    while (bytes > bytesAtMost) {
      Event oldest = byNumber.firstEntry().getValue();
      floor = oldest.number(); // set before it is removed
      byNumber.remove(oldest.number());
      bytes -= oldest.size();
    }
  }

  /** Returns whether the buffer has all events after that number. */
  boolean reachesBackTo(long number) {
    return number >= floor;
  }

  /**
   * Returns the events after a number, the oldest first; empty if some of them were removed.
   *
   * @param upTo the last change that may be sent
   * @param atMost the maximum number of events
   */
  Optional<List<Event>> between(long after, long upTo, int atMost) {
    List<Event> events =
        upTo <= after
            ? List.of()
            : byNumber.subMap(after, false, upTo, true).values().stream().limit(atMost).toList();
    return reachesBackTo(after) ? Optional.of(events) : Optional.empty(); // checked after reading
  }
}
