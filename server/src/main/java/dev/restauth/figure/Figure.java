package dev.restauth.figure;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * A figure (metric) of the running server. Its name and labels follow the conventions of
 * Prometheus: snake case, and the full unit at the end ({@code _seconds}, {@code _bytes}). The name
 * of a counter ends with {@code _total}. Label values come from a fixed set in the program. Names,
 * addresses, ids and paths that clients send never become label values.
 *
 * @param help a sentence without a full stop
 * @param labels the names of the labels
 * @param read reads the current values, without waiting and without using the database
 */
public record Figure(
    Kind kind, String name, String help, List<String> labels, Consumer<Readings> read) {

  /** The kinds of figures. */
  public enum Kind {
    /** A number of occurrences since the start, which never decreases. */
    COUNTER,
    /** A number that can increase and decrease. */
    GAUGE,
    /** A distribution since the start. */
    HISTOGRAM
  }

  /** Receives the current values of a figure. */
  public interface Readings {
    /**
     * Adds a value of a counter or a gauge.
     *
     * @param labels the values of the labels, in the order of {@link Figure#labels}
     */
    void value(double value, String... labels);

    /** Adds a value that is a whole number. */
    default void value(long value, String... labels) {
      value((double) value, labels);
    }

    /** Adds a distribution. */
    void distribution(Histogram histogram, String... labels);
  }

  /** Copies the list. */
  public Figure {
    labels = List.copyOf(labels);
  }

  /** Returns a counter without labels. */
  public static Figure counter(String name, String help, LongSupplier value) {
    return new Figure(
        Kind.COUNTER, name, help, List.of(), readings -> readings.value(value.getAsLong()));
  }

  /** Returns a counter for each value of a label. */
  public static Figure counter(String name, String help, String label, LabelledCounter counter) {
    return new Figure(
        Kind.COUNTER,
        name,
        help,
        List.of(label),
        readings -> counter.forEach((value, count) -> readings.value(count, value)));
  }

  /** Returns a gauge without labels. */
  public static Figure gauge(String name, String help, DoubleSupplier value) {
    return new Figure(
        Kind.GAUGE, name, help, List.of(), readings -> readings.value(value.getAsDouble()));
  }

  /** Returns a gauge for each value of a label. */
  public static Figure gauge(
      String name, String help, String label, Map<String, DoubleSupplier> values) {
    return new Figure(
        Kind.GAUGE,
        name,
        help,
        List.of(label),
        readings -> values.forEach((value, number) -> readings.value(number.getAsDouble(), value)));
  }

  /** Returns a histogram without labels. */
  public static Figure histogram(String name, String help, Histogram histogram) {
    return new Figure(
        Kind.HISTOGRAM, name, help, List.of(), readings -> readings.distribution(histogram));
  }
}
