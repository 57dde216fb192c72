package dev.restauth.metrics;

import dev.restauth.figure.Figure;
import dev.restauth.figure.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/** Converts the current values of a figure (metric) to the data model of the Prometheus library. */
final class FigureReader implements Figure.Readings {
  private static final String TOTAL = "_total";

  private final Figure figure;
  private final List<CounterDataPointSnapshot> counters = new ArrayList<>();
  private final List<GaugeDataPointSnapshot> gauges = new ArrayList<>();
  private final List<HistogramDataPointSnapshot> histograms = new ArrayList<>();

  private FigureReader(Figure figure) {
    this.figure = figure;
  }

  static MetricSnapshot read(Figure figure) {
    FigureReader reader = new FigureReader(figure);
    figure.read().accept(reader);
    String name =
        figure.name().endsWith(TOTAL)
            ? figure.name().substring(0, figure.name().length() - TOTAL.length())
            : figure.name();
    MetricMetadata metadata = new MetricMetadata(name, figure.help());
    return switch (figure.kind()) {
      case COUNTER -> new CounterSnapshot(metadata, reader.counters);
      case GAUGE -> new GaugeSnapshot(metadata, reader.gauges);
      case HISTOGRAM -> new HistogramSnapshot(metadata, reader.histograms);
    };
  }

  @Override
  public void value(double value, String... values) {
    if (figure.kind() == Figure.Kind.COUNTER) {
      counters.add(CounterDataPointSnapshot.builder().value(value).labels(labels(values)).build());
    } else {
      gauges.add(new GaugeDataPointSnapshot(value, labels(values), null));
    }
  }

  @Override
  public void distribution(Histogram histogram, String... values) {
    histograms.add(
        new HistogramDataPointSnapshot(
            ClassicHistogramBuckets.of(histogram.bounds(), histogram.buckets()),
            histogram.sum(),
            labels(values),
            Exemplars.EMPTY,
            0));
  }

  private Labels labels(String... values) {
    return Labels.of(figure.labels().toArray(String[]::new), values);
  }
}
