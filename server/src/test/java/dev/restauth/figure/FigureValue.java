package dev.restauth.figure;

import java.util.Arrays;
import java.util.List;

/** Values of counters and gauges. */
public final class FigureValue implements Figure.Readings {
  private final String[] labels;
  private double sum;

  private FigureValue(String... labels) {
    this.labels = labels.clone();
  }

  /** Returns the value with the given labels, or 0 if there is none. */
  public static double of(List<Figure> figures, String name, String... labels) {
    FigureValue value = new FigureValue(labels);
    figures.stream()
        .filter(figure -> figure.name().equals(name))
        .forEach(figure -> figure.read().accept(value));
    return value.sum;
  }

  @Override
  public void value(double value, String... itsLabels) {
    sum += Arrays.equals(labels, itsLabels) ? value : 0;
  }

  @Override
  public void distribution(Histogram histogram, String... itsLabels) {}
}
