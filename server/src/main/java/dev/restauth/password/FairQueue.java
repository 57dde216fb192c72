package dev.restauth.password;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Waiting jobs of one priority. The sources take turns, and the jobs of each source are served in
 * order of arrival. Not thread-safe.
 */
final class FairQueue {
  /**
   * The jobs of each source. The source whose turn is next comes first, and every source has at
   * least one job.
   */
  private final LinkedHashMap<String, Deque<HashingJob<?>>> sources = new LinkedHashMap<>();

  private int size;

  int size() {
    return size;
  }

  void add(HashingJob<?> job) {
    sources.computeIfAbsent(job.request().source(), source -> new ArrayDeque<>()).addLast(job);
    size++;
  }

  /** Removes and returns the next job. The queue must not be empty. */
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
   * Makes room for a new job of {@code source}. Removes the newest job of the source with the most
   * jobs, if that source has more jobs than {@code source} would have with the new job.
   */
  Optional<HashingJob<?>> evictFor(String source) {
    int own = sources.getOrDefault(source, new ArrayDeque<>()).size();
    Optional<Deque<HashingJob<?>>> most =
        sources.values().stream()
            .max(Comparator.comparingInt(Deque::size))
            .filter(jobs -> jobs.size() > own + 1);
    Optional<HashingJob<?>> evicted = most.map(Deque::removeLast);
    evicted.ifPresent(job -> size--);
    return evicted;
  }
}
