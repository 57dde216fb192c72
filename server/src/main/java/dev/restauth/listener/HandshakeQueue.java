package dev.restauth.listener;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;

/**
 * TLS handshakes that wait for a thread: a bounded queue, in which sources take turns. The source
 * whose last turn is longest ago comes next, and a source without a turn in the queue's memory
 * comes before all others. So a client that connects now and then overtakes a flood, even a flood
 * from thousands of sources. The handshakes of one source are served in order of arrival. Not
 * thread-safe.
 *
 * @param <T> a waiting handshake, which is compared by identity
 */
final class HandshakeQueue<T> {
  private final int capacity;
  private final int remembered;
  private final Map<Object, Line> lines = new HashMap<>();
  private final TreeSet<Line> order = new TreeSet<>();

  /** The lines with the fewest handshakes first. A line must not change while it is in this set. */
  private final TreeSet<Line> byLength =
      new TreeSet<>(
          Comparator.comparingInt((Line line) -> line.waiting.size())
              .thenComparing(Comparator.naturalOrder()));

  /** The numbers of the last turns of sources; the oldest comes first. */
  private final LinkedHashMap<Object, Long> turns = new LinkedHashMap<>();

  private long lastTurn;
  private long lastLine;
  private int size;

  /**
   * Creates an empty queue.
   *
   * @param capacity the maximum number of waiting handshakes
   * @param remembered the maximum number of sources whose last turn the queue remembers
   */
  HandshakeQueue(int capacity, int remembered) {
    this.capacity = capacity;
    this.remembered = remembered;
  }

  /** The waiting handshakes of one source, which has at least one. */
  private final class Line implements Comparable<Line> {
    final Object source;
    final long turn;
    final long number = ++lastLine;
    final SequencedSet<T> waiting;

    Line(Object source, SequencedSet<T> waiting) {
      this.source = source;
      this.turn = turns.getOrDefault(source, 0L);
      this.waiting = waiting;
    }

    @Override
    public int compareTo(Line other) {
      int byTurn = Long.compare(turn, other.turn);
      return byTurn == 0 ? Long.compare(number, other.number) : byTurn;
    }
  }

  int size() {
    return size;
  }

  /**
   * Adds a handshake. If the queue is full, one handshake has to go: the newest of the source with
   * the most handshakes, and among such sources, of the one that had its turn last.
   *
   * @return the handshake that had to go, which may be the new one; empty if there was room
   */
  Optional<T> add(Object source, T handshake) {
    Line line = lines.computeIfAbsent(source, key -> new Line(key, new LinkedHashSet<>()));
    byLength.remove(line);
    line.waiting.add(handshake);
    insert(line);
    size++;
    if (size <= capacity) {
      return Optional.empty();
    }
    Line most = byLength.last();
    T last = most.waiting.getLast();
    remove(most.source, last);
    return Optional.of(last);
  }

  /** Removes and returns the next handshake, which is its source's turn; empty if none waits. */
  Optional<T> next() {
    Line line = order.pollFirst();
    if (line == null) {
      return Optional.empty();
    }
    lines.remove(line.source);
    byLength.remove(line);
    turns.putLast(line.source, ++lastTurn);
    if (turns.size() > remembered) {
      turns.pollFirstEntry();
    }
    T first = line.waiting.removeFirst();
    size--;
    if (!line.waiting.isEmpty()) {
      Line again = new Line(line.source, line.waiting);
      lines.put(line.source, again);
      insert(again);
    }
    return Optional.of(first);
  }

  /** Removes a handshake if it still waits. */
  void remove(Object source, T handshake) {
    Line line = lines.get(source);
    if (line == null || !line.waiting.contains(handshake)) {
      return;
    }
    byLength.remove(line);
    line.waiting.remove(handshake);
    size--;
    if (line.waiting.isEmpty()) {
      lines.remove(source);
      order.remove(line);
    } else {
      byLength.add(line);
    }
  }

  private void insert(Line line) {
    order.add(line);
    byLength.add(line);
  }
}
