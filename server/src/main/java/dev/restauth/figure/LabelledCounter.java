package dev.restauth.figure;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * Counters for the values of a label. The values are fixed, so that their number is bounded. Each is shown from the
 * start: a monitoring system notices the first occurrence only if it has seen the value before the rise. Thread-safe.
 */
public final class LabelledCounter {
  private final Map<String, LongAdder> byValue = new LinkedHashMap<>();

  /** Creates counters that are zero. */
  public LabelledCounter(String... values) {
    this(Arrays.asList(values));
  }

  /** Creates counters that are zero. */
  public LabelledCounter(Collection<String> values) {
    values.forEach(value -> byValue.put(value, new LongAdder()));
  }

  /**
   * Counts an occurrence.
   *
   * @throws IllegalArgumentException if the label does not have this value
   */
  public void add(String value) {
    add(value, 1);
  }

  /**
   * Counts occurrences.
   *
   * @throws IllegalArgumentException if the label does not have this value
   */
  public void add(String value, long occurrences) {
    LongAdder counter = byValue.get(value);
    if (counter == null) {
      throw new IllegalArgumentException("no counter for " + value);
    }
    counter.add(occurrences);
  }

  /** Passes the values with their counts. */
  public void forEach(ObjLongConsumer<String> reader) {
    byValue.forEach((value, count) -> reader.accept(value, count.sum()));
  }
}
