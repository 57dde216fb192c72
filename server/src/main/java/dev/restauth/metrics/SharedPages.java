package dev.restauth.metrics;

import dev.restauth.metrics.Exposition.Page;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Renders pages one at a time, with pauses in between. All threads that are waiting for the next
 * page share it. If rendering a page takes less than 250 ms, scraping therefore uses at most a
 * fifth of a processor, however many scrapers there are. Thread-safe.
 */
final class SharedPages {
  /** The length of a pause, as a multiple of the time that rendering the previous page took. */
  private static final int PAUSES = 4;

  /**
   * The longest pause, in nanoseconds. On a starved machine, a page may take seconds. A pause four
   * times as long would exceed the time-outs of the connection and of Prometheus.
   */
  private static final long PAUSE_AT_MOST = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<Page> renderer;
  private long pauseEnds = System.nanoTime();
  private Optional<Rendered> last = Optional.empty();

  /**
   * A page.
   *
   * @param begunAt the time at which reading the figures (metrics) began, by {@link
   *     System#nanoTime}
   */
  private record Rendered(Page page, long begunAt) {}

  SharedPages(Supplier<Page> renderer) {
    this.renderer = renderer;
  }

  /**
   * Returns a page whose figures are read after the start of this call. Waits until the page in
   * progress and the following pause are over.
   */
  Page page() {
    long asked = System.nanoTime();
    synchronized (this) {
      Optional<Page> shared = last.filter(page -> page.begunAt() - asked > 0).map(Rendered::page);
      return shared.orElseGet(this::render);
    }
  }

  private Page render() {
    for (long left = pauseEnds - System.nanoTime();
        left > 0;
        left = pauseEnds - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    long begun = System.nanoTime();
    Page page = renderer.get();
    long end = System.nanoTime();
    pauseEnds = end + Math.min(PAUSES * (end - begun), PAUSE_AT_MOST);
    last = Optional.of(new Rendered(page, begun));
    return page;
  }
}
