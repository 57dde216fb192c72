package dev.restauth.figure;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * Counters for the values of one label. The values are fixed, so that their number is limited. All
 * values are shown from the start: a monitoring system notices the first occurrence only if it has
 * already seen the counter at zero. Thread-safe.
 */
public final class LabelledCounter {
  private final Map<String, LongAdder> byValue = new LinkedHashMap<>();

  /** Creates counters that start at zero. */
  public LabelledCounter(String... values) {
    this(Arrays.asList(values));
  }

  /** Creates counters that start at zero. */
  public LabelledCounter(Collection<String> values) {
    values.forEach(value -> byValue.put(value, new LongAdder()));
  }

  /**
   * Counts an occurrence.
   *
   * @throws IllegalArgumentException if {@code value} is not a value of the label
   */
  public void add(String value) {
    add(value, 1);
  }

  /**
   * Counts several occurrences.
   *
   * @throws IllegalArgumentException if {@code value} is not a value of the label
   */
  public void add(String value, long occurrences) {
    LongAdder counter = byValue.get(value);
    if (counter == null) {
      throw new IllegalArgumentException("no counter for " + value);
    }
    counter.add(occurrences);
  }

  /** Passes each value and its count to the reader. */
  public void forEach(ObjLongConsumer<String> reader) {
    byValue.forEach((value, count) -> reader.accept(value, count.sum()));
  }
}
