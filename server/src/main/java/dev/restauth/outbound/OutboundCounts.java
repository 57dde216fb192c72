package dev.restauth.outbound;

import dev.restauth.figure.Figure;
import dev.restauth.figure.Histogram;
import dev.restauth.figure.LabelledCounter;
import dev.restauth.outbound.OutboundException.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Counts calls and measures their durations. Thread-safe. */
final class OutboundCounts {
  private static final String SUCCESS = "success";

  private final Map<CallKind, OfKind> byKind = new EnumMap<>(CallKind.class);

  /** The calls of one kind. */
  private record OfKind(LabelledCounter outcomes, Histogram durations) {
    OfKind() {
      this(
          new LabelledCounter(
              Stream.concat(
                      Stream.of(SUCCESS),
                      Arrays.stream(Kind.values())
                          .filter(kind -> kind != Kind.INVALID_URL) // an invalid URL is not called
                          .map(OutboundCounts::label))
                  .toList()),
          Histogram.ofSeconds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5));
    }
  }

  /** Creates counters, which start at zero, for the kinds of calls that this server makes. */
  OutboundCounts(Set<CallKind> kinds) {
    kinds.forEach(kind -> byKind.put(kind, new OfKind()));
  }

  private static String label(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  void succeeded(CallKind call, long nanos) {
    count(call, SUCCESS, nanos);
  }

  void failed(CallKind call, Kind kind, long nanos) {
    count(call, label(kind), nanos);
  }

  private void count(CallKind call, String outcome, long nanos) {
    OfKind counts =
        Optional.ofNullable(byKind.get(call))
            .orElseThrow(() -> new IllegalArgumentException("this server makes no such calls"));
    counts.outcomes.add(outcome);
    counts.durations.record(nanos);
  }

  List<Figure> figures() {
    return List.of(
        new Figure(
            Figure.Kind.COUNTER,
            "restauth_outbound_calls_total",
            "Calls to other servers",
            List.of("kind", "outcome"),
            readings ->
                byKind.forEach(
                    (kind, counts) ->
                        counts.outcomes.forEach(
                            (outcome, count) -> readings.value(count, kind.label(), outcome)))),
        new Figure(
            Figure.Kind.HISTOGRAM,
            "restauth_outbound_call_duration_seconds",
            "Time of such a call, with its wait for others, until its answer or its failure",
            List.of("kind"),
            readings ->
                byKind.forEach(
                    (kind, counts) -> readings.distribution(counts.durations, kind.label()))));
  }
}
