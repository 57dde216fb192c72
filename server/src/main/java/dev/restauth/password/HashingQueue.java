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
 * Requests that wait for a hashing thread. At the recent hashing speed, every request in the queue
 * can begin within the maximum wait. A request that would have to wait longer is refused
 * immediately.
 *
 * <p>The queue is fair in two ways. Priorities are served in turn, and each has a share of the
 * queue. Other priorities may use a share that is not needed, except the half reserved for {@link
 * Priority#RETURNING}. Within a priority, sources are served in turn. If the share of a priority is
 * full, a new request replaces the newest request of the source with the most requests.
 * Thread-safe.
 */
final class HashingQueue {
  /** The order in which priorities are served: {@link Priority#RETURNING} has every second turn. */
  private static final List<Priority> TURNS =
      List.of(Priority.RETURNING, Priority.OTHER, Priority.RETURNING, Priority.REGISTRATION);

  private static final int MIN_CAPACITY = 8;
  private static final int MAX_CAPACITY = 10_000;

  /** The assumed duration of a hash before the first measurement. */
  private static final long INITIAL_ESTIMATE_NANOS = 25_000_000;

  private static final int SMOOTHING = 8;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final Map<Priority, FairQueue> priorities = new EnumMap<>(Priority.class);
  private final long maxWaitNanos;
  private final int threads;
  private long hashNanos = INITIAL_ESTIMATE_NANOS;
  private int turn;
  private boolean closed;

  /**
   * Creates an empty queue.
   *
   * @param maxWait the longest time that a request may wait
   * @param threads the number of hashing threads
   */
  HashingQueue(Duration maxWait, int threads) {
    this.maxWaitNanos = maxWait.toNanos();
    this.threads = threads;
    for (Priority priority : Priority.values()) {
      priorities.put(priority, new FairQueue());
    }
  }

  /**
   * Adds a job. If the queue is full, either this job or a job that it replaces is refused.
   *
   * @return false if the job was not added
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
        Optional<HashingJob<?>> evicted = own.evictFor(request.source());
        if (evicted.isEmpty()) {
          return false;
        }
        evicted.get().refuse();
      }
      own.add(job);
      arrival.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(Priority priority) {
    int capacity = capacity();
    int own = waiting(priority);
    if (priority != Priority.RETURNING
        && waiting(Priority.OTHER) + waiting(Priority.REGISTRATION) >= capacity / 2) {
      return false;
    }
    if (priority == Priority.REGISTRATION && own >= capacity / 4) {
      return false;
    }
    int weights = 0;
    for (Priority each : Priority.values()) {
      weights += each == priority || waiting(each) > 0 ? each.weight() : 0;
    }
    return own < Math.max(1, capacity * priority.weight() / weights);
  }

  /** Returns the number of requests that can begin within the maximum wait. */
  private int capacity() {
    return Math.clamp(maxWaitNanos * threads / hashNanos, MIN_CAPACITY, MAX_CAPACITY);
  }

  /**
   * Waits for the next job.
   *
   * @return empty if the queue is closed and empty
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

  /** Removes a job if the job still waits. */
  void remove(HashingJob<?> job) {
    lock.lock();
    try {
      queue(job.request().priority()).remove(job);
    } finally {
      lock.unlock();
    }
  }

  /** Records the duration of a hash, from its start to its completion. */
  void recordDuration(long nanos) {
    lock.lock();
    try {
      hashNanos = Math.max(1, hashNanos + (nanos - hashNanos) / SMOOTHING);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the recent average duration of a hash, in nanoseconds. */
  long hashNanos() {
    lock.lock();
    try {
      return hashNanos;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the approximate number of waiting jobs. */
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

  @SuppressWarnings("NullAway") // every priority has a queue
  private FairQueue queue(Priority priority) {
    return priorities.get(priority);
  }

  /** Refuses new jobs from now on. Waiting jobs are still served. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrival.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Removes and returns all waiting jobs. */
  List<HashingJob<?>> clear() {
    lock.lock();
    try {
      List<HashingJob<?>> removed = new ArrayList<>();
      for (FairQueue queue : priorities.values()) {
        while (queue.size() > 0) {
          removed.add(queue.poll());
        }
      }
      return removed;
    } finally {
      lock.unlock();
    }
  }
}
