package dev.restauth.trace;

import dev.restauth.span.Span;
import dev.restauth.span.Spans;
import dev.restauth.span.TraceParent;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Records a random part of all work. The decision is made when a trace begins, for all its spans.
 *
 * @param ratio the share of work that is recorded, from 0 to 1
 * @param clock supplies the time for spans
 * @param ended receives each trace that has ended
 */
record SampledSpans(double ratio, InstantSource clock, Consumer<Recording> ended) implements Spans {
  private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public boolean samples(Optional<TraceParent> parent) {
    return parent.isPresent() ? parent.get().sampled() : isChosen();
  }

  private boolean isChosen() {
    return ThreadLocalRandom.current().nextDouble() < ratio;
  }

  @Override
  public Span request(String name, long begunAt, Optional<TraceParent> parent, String id) {
    byte[] trace = TRACE_ID.matcher(id).matches() ? HexFormat.of().parseHex(id) : SpanIds.trace();
    return root(
        trace,
        parent.map(found -> HexFormat.of().parseHex(found.spanId())),
        Span.Kind.SERVER,
        name,
        begunAt);
  }

  @Override
  public Span task(Span.Kind kind, String name) {
    return isChosen()
        ? root(SpanIds.trace(), Optional.empty(), kind, name, System.nanoTime())
        : Span.none();
  }

  private Span root(
      byte[] trace, Optional<byte[]> parent, Span.Kind kind, String name, long begunAt) {
    return new RecordedSpan(
        new Recording(trace, clock.instant(), ended), parent, true, kind, name, begunAt);
  }
}
