package dev.restauth.metrics;

import dev.restauth.figure.Figure;
import dev.restauth.job.Lazy;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The page with all figures (metrics), in the text format of Prometheus or of OpenMetrics 1.0. The
 * first request for a page loads the Prometheus library. Thread-safe.
 */
final class Exposition {
  private static final int EXPECTED_BYTES = 64 * 1024;

  private final List<Figure> figures;
  private final Lazy<Formats> formats = new Lazy<>(() -> new Formats(ExpositionFormats.init()));
  private final Lazy<MachineFigures> machine = new Lazy<>(MachineFigures::new);

  private final SharedPages pages = new SharedPages(() -> rendered(false));
  private final SharedPages openPages = new SharedPages(() -> rendered(true));

  private record Formats(ExpositionFormats formats) {}

  /** A page with its media type. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Page(String contentType, byte[] bytes) {}

  Exposition(List<Figure> figures) {
    this.figures = List.copyOf(figures);
  }

  /**
   * Returns a page whose values are read after this call has begun.
   *
   * @param open true for the format of OpenMetrics, false for that of Prometheus
   */
  Page page(boolean open) {
    return (open ? openPages : pages).page();
  }

  private Page rendered(boolean open) {
    ExpositionFormats known = formats.get().formats();
    ExpositionFormatWriter writer =
        open ? known.getOpenMetricsTextFormatWriter() : known.getPrometheusTextFormatWriter();
    ByteArrayOutputStream page = new ByteArrayOutputStream(EXPECTED_BYTES);
    try {
      writer.write(page, new MetricSnapshots(snapshots()), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen in memory
    }
    return new Page(writer.getContentType(), page.toByteArray());
  }

  private List<MetricSnapshot> snapshots() {
    List<MetricSnapshot> all = new ArrayList<>(machine.get().read());
    figures.forEach(figure -> all.add(FigureReader.read(figure)));
    return all;
  }
}
