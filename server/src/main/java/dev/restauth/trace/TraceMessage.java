package dev.restauth.trace;

import dev.restauth.span.Span;
import dev.restauth.version.Version;
import java.util.List;

/**
 * Encodes traces as {@code ExportTraceServiceRequest} (OpenTelemetry Protocol 1.5, files {@code
 * trace.proto}, {@code resource.proto} and {@code common.proto}). The numbers in the code are the
 * field numbers in these files. Immutable.
 *
 * @param instance the random id of this process, in hexadecimal digits
 */
record TraceMessage(String instance) {
  /** The status code STATUS_CODE_ERROR. */
  private static final int STATUS_ERROR = 2;

  /** The flag SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK, and W3C's flag for a sampled span. */
  private static final int FLAGS = 0x101;

  /** The flag SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK: the parent span belongs to another program. */
  private static final int PARENT_IS_REMOTE = 0x200;

  byte[] of(List<Recording> traces) {
    ProtobufWriter resource = new ProtobufWriter();
    resource.message(1, attribute("service.name", "restauth"));
    resource.message(1, attribute("service.version", Version.OURS.number()));
    resource.message(1, attribute("service.instance.id", instance));
    ProtobufWriter scope =
        new ProtobufWriter().message(1, new ProtobufWriter().text(1, "restauth"));
    for (Recording trace : traces) {
      trace.spans().forEach(span -> scope.message(2, span(trace, span)));
    }
    ProtobufWriter all = new ProtobufWriter().message(1, resource).message(2, scope);
    return new ProtobufWriter().message(1, all).toByteArray();
  }

  private static ProtobufWriter span(Recording trace, RecordedSpan span) {
    ProtobufWriter message = new ProtobufWriter();
    message.bytes(1, trace.traceId()).bytes(2, span.id());
    span.parent().ifPresent(parent -> message.bytes(4, parent));
    message
        .text(5, span.name())
        .number(6, kind(span.kind()))
        .fixed64(7, trace.epochNanos(span.begunAt()))
        .fixed64(8, trace.epochNanos(span.endedAt()));
    span.attributes().forEach((key, value) -> message.message(9, attribute(key, value)));
    if (span.failed()) {
      message.message(15, new ProtobufWriter().number(3, STATUS_ERROR));
    }
    boolean remote = span.isRoot() && span.parent().isPresent();
    return message.fixed32(16, remote ? FLAGS | PARENT_IS_REMOTE : FLAGS);
  }

  private static int kind(Span.Kind kind) {
    return switch (kind) {
      case INTERNAL -> 1;
      case SERVER -> 2;
      case CLIENT -> 3;
    };
  }

  private static ProtobufWriter attribute(String key, Object value) {
    ProtobufWriter any =
        value instanceof Long number
            ? new ProtobufWriter().number(3, number)
            : new ProtobufWriter().text(1, value.toString());
    return new ProtobufWriter().text(1, key).message(2, any);
  }
}
