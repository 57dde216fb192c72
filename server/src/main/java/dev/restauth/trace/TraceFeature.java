package dev.restauth.trace;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.outbound.CallKind;
import dev.restauth.outbound.OutboundFeature;
import dev.restauth.span.Spans;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/** The tracing feature. A server without a collector does not create this feature. */
public final class TraceFeature implements Feature {
  private final TraceSender sender;
  private final Spans spans;

  /**
   * Creates the feature, which sends nothing before it begins.
   *
   * @param config settings with a {@link TraceSettings#ENDPOINT}
   * @param outbound makes the calls to the collector
   * @param clock supplies the time for spans
   */
  public TraceFeature(Config config, OutboundFeature outbound, InstantSource clock) {
    URI endpoint = config.get(TraceSettings.ENDPOINT).orElseThrow();
    this.sender =
        new TraceSender(
            outbound.endpoint(
                CallKind.TRACES,
                URI.create(endpoint + "/v1/traces"),
                config.get(TraceSettings.CA_FILE)),
            config.get(TraceSettings.HEADER_FILE));
    this.spans = new SampledSpans(config.get(TraceSettings.SAMPLE), clock, sender::add);
  }

  /** Returns the recorder for the work of other features. */
  public Spans spans() {
    return spans;
  }

  @Override
  public void begin() {
    sender.begin();
  }

  @Override
  public List<Figure> figures() {
    return sender.figures();
  }

  /** Sends the remaining spans. Called last, after all features that record spans were closed. */
  @Override
  public void close() {
    sender.close();
  }
}
