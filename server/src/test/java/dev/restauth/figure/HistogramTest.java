package dev.restauth.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Histograms of durations. They are exact at the bounds of buckets, and recording allocates no
 * memory.
 */
class HistogramTest {
  private static final int RECORDED = 100_000;

  @Test
  void countsAValueAtABoundInTheBucketBelowIt() {
    Histogram histogram = Histogram.ofSeconds(0.001, 0.5);
    histogram.record(0);
    histogram.record(TimeUnit.MILLISECONDS.toNanos(1));
    histogram.record(TimeUnit.MILLISECONDS.toNanos(1) + 1);
    histogram.record(TimeUnit.MILLISECONDS.toNanos(500));
    histogram.record(TimeUnit.MILLISECONDS.toNanos(501));
    assertThat(histogram.buckets()).containsExactly(2, 2, 1);
    assertThat(histogram.bounds()).containsExactly(0.001, 0.5, Double.POSITIVE_INFINITY);
    assertThat(histogram.count()).isEqualTo(5);
    assertThat(histogram.sum()).isEqualTo(1.003000001);
  }

  @Test
  void countsNumbers() {
    Histogram histogram = Histogram.ofNumbers(1, 10);
    histogram.record(1);
    histogram.record(11);
    assertThat(histogram.buckets()).containsExactly(1, 0, 1);
    assertThat(histogram.sum()).isEqualTo(12);
  }

  /** An event loop records each request, so recording must not allocate. */
  @Test
  void allocatesNothing() {
    Histogram histogram = Histogram.ofSeconds(0.001, 0.5);
    LabelledCounter counter = new LabelledCounter("one", "other");
    record(histogram, counter);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    record(histogram, counter);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(RECORDED);
  }

  private static void record(Histogram histogram, LabelledCounter counter) {
    for (int i = 0; i < RECORDED; i++) {
      histogram.record(i);
      counter.add("one");
    }
  }

  @Test
  void showsEachValueOfALabelFromTheStartOn() {
    LabelledCounter counter = new LabelledCounter("one", "other");
    counter.add("other");
    Map<String, Long> shown = new LinkedHashMap<>();
    counter.forEach(shown::put);
    assertThat(shown).containsExactly(Map.entry("one", 0L), Map.entry("other", 1L));
    assertThatIllegalArgumentException().isThrownBy(() -> counter.add("a third one"));
  }
}
