package dev.restauth.http;

import dev.restauth.log.RequestId;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Finds the id of a request. If a trusted proxy forwarded the request, the id is the trace id of {@code traceparent} (W3C
 * Trace Context, section 3.2), or {@code X-Request-Id}. Otherwise it is random, so that no client can give its request the
 * id of another.
 */
final class RequestIdFields {
  private static final String TRACEPARENT = "traceparent";
  static final String X_REQUEST_ID = "X-Request-Id";

  /** Version, trace id, parent id and flags; a later version may have more. */
  private static final Pattern TRACE =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private static final int TRACE_AT_MOST = 512;
  private static final int ID_BEGINS = 3;
  private static final int ID_ENDS = 35;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestIdFields() {}

  /**
   * The id of a request, determined when it is needed.
   *
   * @param proxies the proxies that may choose it
   * @param shown whether the answer has it
   */
  static RequestId of(IncomingRequest request, TrustedProxies proxies, boolean shown) {
    return new RequestId(
        shown, () -> proxies.forwarded(request) ? read(request.fields()) : random());
  }

  private static String read(Fields fields) {
    return one(fields, TRACEPARENT)
        .filter(text -> text.length() <= TRACE_AT_MOST && TRACE.matcher(text).matches())
        .filter(text -> !text.startsWith("00-") || text.length() == "00-".length() + 52)
        .map(text -> text.substring(ID_BEGINS, ID_ENDS))
        .or(() -> one(fields, X_REQUEST_ID).filter(text -> ID.matcher(text).matches()))
        .orElseGet(RequestIdFields::random);
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
