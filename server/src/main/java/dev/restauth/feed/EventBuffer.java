package dev.restauth.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The latest events, in memory. A subscriber that falls a little behind, or resumes soon, gets its
 * events without a database query. One thread adds events; any thread may read them.
 */
final class EventBuffer {
  private final ConcurrentNavigableMap<Long, Event> byNumber = new ConcurrentSkipListMap<>();
  private final long bytesAtMost;
  private long bytes; // used only by the thread that adds events
  private volatile long floor;

  /**
   * Creates an empty buffer.
   *
   * @param floor the number of the last change before the first event of the buffer
   * @param bytesAtMost the approximate limit of the buffer's memory, in bytes
   */
  EventBuffer(long floor, long bytesAtMost) {
    this.floor = floor;
    this.bytesAtMost = bytesAtMost;
  }

  /** Adds an event. If the buffer is full, removes the oldest events. */
  void add(Event event) {
    byNumber.put(event.number(), event);
    bytes += event.size();
    while (bytes > bytesAtMost) {
      Event oldest = byNumber.firstEntry().getValue();
      floor = oldest.number(); // before the removal, because readers check it last
      byNumber.remove(oldest.number());
      bytes -= oldest.size();
    }
  }

  /** Returns whether the buffer has all events after this number. */
  boolean reachesBackTo(long number) {
    return number >= floor;
  }

  /**
   * Returns the events after a number, the oldest first; empty if the buffer no longer has all of
   * them.
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
