package dev.restauth.password;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Those of one priority who wait: sources in turn, each of them first come first served. Not thread-safe.
 */
final class FairQueue {
  /** The source whose turn it is comes first; none is without a job. */
  private final LinkedHashMap<String, Deque<HashingJob<?>>> sources = new LinkedHashMap<>();

  private int size;

  int size() {
    return size;
  }

  void add(HashingJob<?> job) {
    sources.computeIfAbsent(job.request().source(), source -> new ArrayDeque<>()).addLast(job);
    size++;
  }

  /** The next; somebody must be waiting. */
  HashingJob<?> poll() {
    Map.Entry<String, Deque<HashingJob<?>>> next = sources.pollFirstEntry();
    HashingJob<?> job = next.getValue().removeFirst();
    if (!next.getValue().isEmpty()) {
      sources.putLast(next.getKey(), next.getValue());
    }
    size--;
    return job;
  }

  void remove(HashingJob<?> job) {
    String source = job.request().source();
    Deque<HashingJob<?>> jobs = sources.getOrDefault(source, new ArrayDeque<>());
    if (jobs.remove(job)) {
      size--;
    }
    if (jobs.isEmpty()) {
      sources.remove(source);
    }
  }

  /**
   * Takes out the latest of the source that has the most, where one more of {@code source} would still
   * have fewer than that.
   */
  Optional<HashingJob<?>> displacedBy(String source) {
    int own = sources.getOrDefault(source, new ArrayDeque<>()).size();
    Optional<Deque<HashingJob<?>>> most =
        sources.values().stream()
            .max(Comparator.comparingInt(Deque::size))
            .filter(jobs -> jobs.size() > own + 1);
    Optional<HashingJob<?>> displaced = most.map(Deque::removeLast);
    displaced.ifPresent(job -> size--);
    return displaced;
  }
}
