package dev.restauth.http;

import dev.restauth.log.RequestId;
import dev.restauth.span.TraceParent;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Finds the id of a request. If a trusted proxy forwarded the request, the id is the trace id of
 * {@code traceparent} (W3C Trace Context, section 3.2), or else {@code X-Request-Id}. Otherwise the
 * id is random, so that no client can use the id of another request.
 */
final class RequestIdFields {
  private static final String TRACEPARENT = "traceparent";
  static final String X_REQUEST_ID = "X-Request-Id";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestIdFields() {}

  /**
   * The id of a request. The id is determined on first use.
   *
   * @param proxies the proxies that may choose the id
   * @param shown whether the answer contains the id
   */
  static RequestId of(IncomingRequest request, TrustedProxies proxies, boolean shown) {
    return new RequestId(
        shown, () -> proxies.forwarded(request) ? read(request.fields()) : random());
  }

  private static String read(Fields fields) {
    return one(fields, TRACEPARENT)
        .flatMap(TraceParent::parse)
        .map(TraceParent::traceId)
        .or(() -> one(fields, X_REQUEST_ID).filter(text -> ID.matcher(text).matches()))
        .orElseGet(RequestIdFields::random);
  }

  /**
   * The span of the proxy that forwarded a request; empty if the proxy is not trusted or sent no
   * span.
   */
  static Optional<TraceParent> parent(IncomingRequest request, TrustedProxies proxies) {
    return proxies.forwarded(request)
        ? one(request.fields(), TRACEPARENT).flatMap(TraceParent::parse)
        : Optional.empty();
  }

  private static Optional<String> one(Fields fields, String name) {
    List<String> lines = fields.all(name);
    return lines.size() == 1 ? Optional.of(lines.getFirst()) : Optional.empty();
  }

  static String random() {
    UUID random = UUID.randomUUID();
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits());
    return HexFormat.of().formatHex(bytes.array());
  }
}
