package dev.restauth.trace;

import dev.restauth.config.Secret;
import dev.restauth.figure.Figure;
import dev.restauth.figure.LabelledCounter;
import dev.restauth.outbound.OperatorEndpoint;
import dev.restauth.outbound.OperatorField;
import dev.restauth.outbound.OutboundException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Sends traces to the collector in the background, in batches. Each batch is sent only once. If the
 * collector is slow or down, the sender drops traces and counts them, because requests must not
 * wait for the collector. Thread-safe.
 */
final class TraceSender implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TraceSender.class.getName());
  private static final String SENT = "sent";
  private static final String DROPPED = "dropped";

  /** The time limit for sending the remaining traces when the server stops. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  private final OperatorEndpoint collector;
  private final Optional<Secret> field;
  private final TraceMessage message = new TraceMessage(HexFormat.of().formatHex(SpanIds.trace()));
  private final TraceQueue queue = new TraceQueue();
  private final LabelledCounter spans = new LabelledCounter(SENT, DROPPED);
  private final Thread thread = Thread.ofVirtual().name("traces").unstarted(this::run);
  private boolean failing; // used only by the sending thread

  TraceSender(OperatorEndpoint collector, Optional<Secret> field) {
    this.collector = collector;
    this.field = field;
  }

  void begin() {
    thread.start();
  }

  /** Adds a trace that has ended. */
  void add(Recording trace) {
    spans.add(DROPPED, trace.omitted());
    if (!queue.add(trace)) {
      spans.add(DROPPED, trace.size());
    }
  }

  /** The figures (metrics) of the sender. */
  List<Figure> figures() {
    return List.of(
        Figure.counter("restauth_trace_spans_total", "Spans that were recorded", "outcome", spans));
  }

  private void run() {
    try {
      for (List<Recording> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
        send(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no code interrupts this thread
    }
  }

  private void send(List<Recording> batch) {
    int size = batch.stream().mapToInt(Recording::size).sum();
    try {
      collector.post(
          "application/x-protobuf",
          message.of(batch),
          field.map(line -> OperatorField.parse(line.reveal())));
      spans.add(SENT, size);
      if (failing) {
        LOG.log(Level.INFO, "traces are sent again");
      }
      failing = false;
    } catch (OutboundException e) {
      fail(size, e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "sending traces failed", e);
      spans.add(DROPPED, size);
    }
  }

  private void fail(int size, OutboundException e) {
    spans.add(DROPPED, size);
    if (!failing && e.kind() != OutboundException.Kind.CLOSED) {
      LOG.log(Level.WARNING, "traces cannot be sent, and are dropped: {0}", e.getMessage());
    }
    failing = true;
  }

  /** Sends the remaining traces, for at most three seconds. */
  @Override
  public void close() {
    queue.close();
    try {
      if (thread.isAlive()) {
        var _ = thread.join(STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      collector.close();
    }
  }
}
