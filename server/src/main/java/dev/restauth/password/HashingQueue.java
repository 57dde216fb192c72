package dev.restauth.password;

import dev.restauth.password.HashRequest.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who waits for a hashing thread. It is as long as what can be begun within the patience, at the pace
 * of late, so that whoever would wait in vain hears of it at once.
 *
 * <p>Fair in two ways. Ranks are served in turn and have a share of the room each; what one does not
 * use falls to the others, but for the half that is kept for {@link Priority#KNOWN}. Within a priority sources
 * are served in turn, and where the room is full a newcomer takes the place of the latest of the
 * source that has the most. Thread-safe.
 */
final class HashingQueue {
  /** Every second turn is for those who are known. */
  private static final List<Priority> TURNS =
      List.of(Priority.KNOWN, Priority.OTHER, Priority.KNOWN, Priority.REGISTRATION);

  private static final int ROOM_AT_LEAST = 8;
  private static final int ROOM_AT_MOST = 10_000;

  /** Of a hash before the first one; what is measured soon takes its place. */
  private static final long FIRST_GUESS_NANOS = 25_000_000;

  private static final int SMOOTHING = 8;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final Map<Priority, FairQueue> priorities = new EnumMap<>(Priority.class);
  private final long patienceNanos;
  private final int threads;
  private long hashNanos = FIRST_GUESS_NANOS;
  private int turn;
  private boolean closed;

  /**
   * An empty queue.
   *
   * @param patience how long anybody may wait
   * @param threads how many are served at a time
   */
  HashingQueue(Duration patience, int threads) {
    this.patienceNanos = patience.toNanos();
    this.threads = threads;
    for (Priority priority : Priority.values()) {
      priorities.put(priority, new FairQueue());
    }
  }

  /**
   * Lets a job wait. Where there is no room for it, it or the one whose place it took is refused.
   *
   * @return false where it does not wait
   */
  boolean offer(HashingJob<?> job) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      HashRequest request = job.request();
      FairQueue own = queue(request.priority());
      if (!hasRoom(request.priority())) {
        Optional<HashingJob<?>> displaced = own.displacedBy(request.source());
        if (displaced.isEmpty()) {
          return false;
        }
        displaced.get().refuse();
      }
      own.add(job);
      arrival.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(Priority priority) {
    int room = room();
    int own = waiting(priority);
    if (priority != Priority.KNOWN
        && waiting(Priority.OTHER) + waiting(Priority.REGISTRATION) >= room / 2) {
      return false;
    }
    if (priority == Priority.REGISTRATION && own >= room / 4) {
      return false;
    }
    int weights = 0;
    for (Priority each : Priority.values()) {
      weights += each == priority || waiting(each) > 0 ? each.weight() : 0;
    }
    return own < Math.max(1, room * priority.weight() / weights);
  }

  /** How many can be begun within the patience. */
  private int room() {
    return Math.clamp(patienceNanos * threads / hashNanos, ROOM_AT_LEAST, ROOM_AT_MOST);
  }

  /**
   * Waits for the next job.
   *
   * @return empty once it is closed and nobody waits any more
   */
  Optional<HashingJob<?>> take() {
    lock.lock();
    try {
      while (true) {
        for (int i = 0; i < TURNS.size(); i++) {
          FairQueue next = queue(TURNS.get(turn));
          turn = (turn + 1) % TURNS.size();
          if (next.size() > 0) {
            return Optional.of(next.poll());
          }
        }
        if (closed) {
          return Optional.empty();
        }
        arrival.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets a job leave, where it still waits. */
  void remove(HashingJob<?> job) {
    lock.lock();
    try {
      queue(job.request().priority()).remove(job);
    } finally {
      lock.unlock();
    }
  }

  /** Tells how long a hash took, from its beginning to its end. */
  void took(long nanos) {
    lock.lock();
    try {
      hashNanos = Math.max(1, hashNanos + (nanos - hashNanos) / SMOOTHING);
    } finally {
      lock.unlock();
    }
  }

  /** How long a hash takes, of late, in nanoseconds. */
  long hashNanos() {
    lock.lock();
    try {
      return hashNanos;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait, about now. */
  int waiting() {
    lock.lock();
    try {
      return priorities.values().stream().mapToInt(FairQueue::size).sum();
    } finally {
      lock.unlock();
    }
  }

  private int waiting(Priority priority) {
    return queue(priority).size();
  }

  @SuppressWarnings("NullAway") // there is one for each
  private FairQueue queue(Priority priority) {
    return priorities.get(priority);
  }

  /** Nobody comes any more; who waits is served. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrival.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Who waits is not served after all. */
  List<HashingJob<?>> clear() {
    lock.lock();
    try {
      List<HashingJob<?>> left = new ArrayList<>();
      for (FairQueue queue : priorities.values()) {
        while (queue.size() > 0) {
          left.add(queue.poll());
        }
      }
      return left;
    } finally {
      lock.unlock();
    }
  }
}
