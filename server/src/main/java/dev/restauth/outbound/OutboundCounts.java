package dev.restauth.outbound;

import dev.restauth.figure.Figure;
import dev.restauth.figure.Histogram;
import dev.restauth.figure.LabelledCounter;
import dev.restauth.outbound.OutboundException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Counts calls and measures their durations. Thread-safe. */
final class OutboundCounts {
  private static final String SUCCESS = "success";

  private final LabelledCounter outcomes =
      new LabelledCounter(
          Stream.concat(
                  Stream.of(SUCCESS),
                  Arrays.stream(Kind.values())
                      .filter(kind -> kind != Kind.INVALID_URL) // no call
                      .map(OutboundCounts::label))
              .toList());
  private final Histogram durations =
      Histogram.ofSeconds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5);

  private static String label(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  void succeeded(long nanos) {
    outcomes.add(SUCCESS);
    durations.record(nanos);
  }

  void failed(Kind kind, long nanos) {
    outcomes.add(label(kind));
    durations.record(nanos);
  }

  List<Figure> figures() {
    return List.of(
        Figure.counter(
            "restauth_outbound_calls_total",
            "Calls to servers whose URLs clients chose",
            "outcome",
            outcomes),
        Figure.histogram(
            "restauth_outbound_call_duration_seconds",
            "Time of such a call, with its wait for others, until its answer or its failure",
            durations));
  }
}
