package dev.restauth.store.sql;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Turns of calls at rows that many calls may lock at the same time. A call that waits in the
 * database for a locked row occupies a connection, so many requests for one account would occupy
 * all connections, and the requests of other users would fail. Calls that many requests can make
 * therefore take a turn before they lock the row. The others wait in their order, without a
 * connection. Thread-safe.
 */
final class Turns {
  private final Map<String, Turn> turns = new ConcurrentHashMap<>();

  /**
   * The turn at one row.
   *
   * @param free has a permit if no call has the turn
   * @param calls the number of calls that have the turn or wait for it, at least 1
   */
  private record Turn(Semaphore free, int calls) {
    Turn plus(int more) {
      return new Turn(free, calls + more);
    }
  }

  /** Signals that another call has the turn. The transaction must be rolled back. */
  static final class TakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TakenException(String row) {
      super("another call has the turn at the row " + row);
    }
  }

  /** Returns the turns of a new call. It has none yet. */
  OfCall ofCall() {
    return new OfCall();
  }

  /** The number of calls that wait for a turn. */
  int waiting() {
    return turns.values().stream().mapToInt(turn -> turn.free().getQueueLength()).sum();
  }

  /** The number of rows at which a call has the turn or waits for it. */
  int rows() {
    return turns.size();
  }

  private Semaphore join(String row) {
    return turns.merge(row, new Turn(new Semaphore(1, true), 1), (turn, _) -> turn.plus(1)).free();
  }

  private void leave(String row) {
    turns.computeIfPresent(row, (_, turn) -> turn.calls() == 1 ? null : turn.plus(-1));
  }

  /** The turns that one call has, until it is closed. Not thread-safe. */
  final class OfCall implements AutoCloseable {
    private final SortedSet<String> needed = new TreeSet<>();
    private final Map<String, Semaphore> held = new TreeMap<>();

    private OfCall() {}

    /**
     * Takes the turn at a row, unless the call already has it. Does not wait.
     *
     * @throws TakenException if another call has the turn or waits for it
     */
    void take(String row) {
      needed.add(row);
      if (held.containsKey(row)) {
        return;
      }
      Semaphore free = join(row);
      if (free.hasQueuedThreads() || !free.tryAcquire()) {
        leave(row);
        throw new TakenException(row);
      }
      held.put(row, free);
    }

    /**
     * Waits for all turns that the call has needed so far. First gives up those that it has: every
     * call waits for its turns in the order of their names, so calls cannot wait for each other.
     *
     * @return false if the time is over or the thread is interrupted
     */
    boolean await(long millis) {
      giveUp();
      long begunAt = System.nanoTime();
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      return needed.stream().allMatch(row -> awaits(row, nanos - (System.nanoTime() - begunAt)));
    }

    private boolean awaits(String row, long nanos) {
      Semaphore free = join(row);
      try {
        if (free.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
          held.put(row, free);
          return true;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      leave(row);
      return false;
    }

    void giveUp() {
      held.forEach(
          (row, free) -> {
            free.release();
            leave(row);
          });
      held.clear();
    }

    /** Gives up all turns. */
    @Override
    public void close() {
      giveUp();
    }
  }
}
