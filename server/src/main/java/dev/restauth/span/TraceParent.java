package dev.restauth.span;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code traceparent} field (W3C Trace Context, section 3.2): the trace of a request, and the
 * span that sent the request.
 *
 * @param traceId 32 hexadecimal digits in lower case, not all zero
 * @param spanId 16 hexadecimal digits in lower case
 * @param sampled whether the sender records its span
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
  private static final int AT_MOST = 512;

  /** Version, trace id, span id and flags; a later version may have more parts. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /** Reads a field; empty if the field is invalid. */
  public static Optional<TraceParent> parse(String text) {
    if (text.length() > AT_MOST) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches() || (form.group(1).equals("00") && form.group(5) != null)) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(form.group(4), 16) & 1) != 0;
    return Optional.of(new TraceParent(form.group(2), form.group(3), sampled));
  }
}
