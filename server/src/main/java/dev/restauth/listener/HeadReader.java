package dev.restauth.listener;

import dev.restauth.http.Bytes;
import dev.restauth.http.Fields;
import dev.restauth.http.Limits;
import dev.restauth.http.Method;
import dev.restauth.http.Octets;
import dev.restauth.http.Problem;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and stores the head of an HTTP/1.1 request, line by line as it arrives (RFC 9112 sections 2
 * to 5).
 *
 * <p>The reader is strict. A line ends only with CR LF, and a separator is a single space. A field
 * name is a token, directly followed by the colon. Folded fields and control characters are not
 * allowed. The reader thus refuses everything that a proxy could interpret differently (request
 * smuggling). Limits apply to the received bytes.
 *
 * <p>Confined to one thread until {@link #read} has returned true; immutable after that.
 */
final class HeadReader implements Fields {
  private static final byte[] VERSION = " HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OLD_VERSION = " HTTP/1.0".getBytes(StandardCharsets.US_ASCII);
  private static final int OFFSETS = 4;

  /**
   * The start of the head in the bytes of the last call of {@link #read}. The next line starts at
   * {@link #line}.
   */
  private int start = -1;

  private int line;
  private int searched;
  private byte[] bytes = {};
  private int methodEnd = -1;
  private Method method = Method.GET;
  private int targetEnd;
  private int queryStart = -1;

  /** The start and end of each field's name and value, relative to the start of the head. */
  private int[] fields = new int[8 * OFFSETS];

  private int used;

  /**
   * Reads the lines that have arrived since the last call.
   *
   * @param input all received bytes of the head: the bytes of the last call, and later bytes
   * @return whether the head is complete; then {@link #end} returns the end of the head
   * @throws ProblemException if the head is malformed or too large; the exception closes the
   *     connection
   */
  boolean read(byte[] input, int from, int to) {
    if (start < 0) {
      line = from;
      searched = from;
    } else { // the bytes may have moved
      line += from - start;
      searched += from - start;
    }
    start = from;
    bytes = input;
    while (true) {
      int end = Bytes.indexOf(input, searched, to, '\n');
      if (end < 0) {
        limit(to);
        int lone = Bytes.indexOf(input, searched, to - 1, '\r');
        if (lone >= 0) {
          throw malformed();
        }
        searched = Math.max(searched, to - 1);
        return false;
      }
      searched = end + 1;
      limit(end - 1);
      if (end == line || input[end - 1] != '\r') {
        throw malformed();
      }
      int next = end + 1;
      if (isEmpty(end)) {
        if (methodEnd < 0) {
          throw malformed();
        }
        line = next;
        return true;
      }
      if (methodEnd < 0) {
        requestLine(line, end - 1);
      } else {
        field(line, end - 1);
      }
      line = next;
    }
  }

  private boolean isEmpty(int end) {
    return end - 1 == line;
  }

  private void limit(int to) {
    if (methodEnd < 0) {
      if (to - line > Limits.REQUEST_LINE_BYTES) {
        throw refused(Limits.targetTooLong());
      }
    } else if (to - start - lineBytes() > Limits.HEADERS_BYTES) {
      throw refused(Limits.headersTooLarge());
    }
  }

  private int lineBytes() {
    return targetEnd + VERSION.length + 2;
  }

  private void requestLine(int from, int to) {
    int methodTo = from;
    while (methodTo < to && Bytes.isToken(bytes[methodTo])) {
      methodTo++;
    }
    int target = methodTo + 1;
    int end = target;
    while (end < to && Bytes.isInTarget(bytes[end])) {
      if (bytes[end] == '?' && queryStart < 0) {
        queryStart = end - start;
      }
      end++;
    }
    if (methodTo == from
        || methodTo == to
        || bytes[methodTo] != ' '
        || end <= target
        || bytes[target] == ':') {
      throw malformed();
    }
    if (!isFrom(end, to, VERSION)) {
      throw isFrom(end, to, OLD_VERSION)
          ? refused(ProblemType.HTTP_VERSION_NOT_SUPPORTED.because("Use HTTP/1.1."))
          : malformed();
    }
    checkEncoding(target, end);
    methodEnd = methodTo - start;
    method = Method.of(text(0, methodEnd));
    targetEnd = end - start;
  }

  private boolean isFrom(int from, int to, byte[] text) {
    return Arrays.equals(bytes, from, to, text, 0, text.length);
  }

  /** Checks the percent-encoding (RFC 3986 section 2.1). */
  private void checkEncoding(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '%' && (i + 2 >= to || !isHex(bytes[i + 1]) || !isHex(bytes[i + 2]))) {
        throw malformed();
      }
    }
  }

  private static boolean isHex(byte b) {
    return Bytes.hex(b) >= 0;
  }

  private void field(int from, int to) {
    int colon = from;
    while (colon < to && Bytes.isToken(bytes[colon])) {
      colon++;
    }
    if (colon == from || colon == to || bytes[colon] != ':') {
      throw malformed();
    }
    int value = colon + 1;
    while (value < to && Bytes.isBlank(bytes[value])) {
      value++;
    }
    int end = to;
    while (end > value && Bytes.isBlank(bytes[end - 1])) {
      end--;
    }
    if (!Bytes.areInValue(bytes, value, end)) {
      throw malformed();
    }
    if (used == fields.length) {
      fields = Arrays.copyOf(fields, 2 * used);
    }
    fields[used++] = from - start;
    fields[used++] = colon - start;
    fields[used++] = value - start;
    fields[used++] = end - start;
  }

  /** The position at which the body starts. */
  int end() {
    return line;
  }

  /** Returns whether the whole request line has been read. */
  boolean hasBegun() {
    return methodEnd >= 0;
  }

  Method method() {
    return method;
  }

  boolean isHead() {
    return method.equals(Method.HEAD);
  }

  String path() {
    return text(methodEnd + 1, queryStart < 0 ? targetEnd : queryStart);
  }

  String query() {
    return queryStart < 0 ? "" : text(queryStart + 1, targetEnd);
  }

  private String text(int from, int to) {
    return new String(bytes, start + from, to - from, StandardCharsets.ISO_8859_1);
  }

  @Override
  public List<String> all(String name) {
    return all(name, (from, to) -> new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
  }

  @Override
  public List<Octets> octets(String name) {
    return all(name, (from, to) -> new Octets(bytes, from, to));
  }

  /** Creates an object from the position of a value and the position after it. */
  private interface Value<T> {
    T in(int from, int to);
  }

  private <T> List<T> all(String name, Value<T> value) {
    List<T> found = List.of();
    for (int i = 0; i < used; i += OFFSETS) {
      if (fields[i + 1] - fields[i] == name.length()
          && Bytes.equalsIgnoreCase(bytes, start + fields[i], name)) {
        found = append(found, value.in(start + fields[i + 2], start + fields[i + 3]));
      }
    }
    return found;
  }

  private static <T> List<T> append(List<T> values, T value) {
    if (values.isEmpty()) {
      return List.of(value);
    }
    List<T> more = values.size() == 1 ? new ArrayList<>(values) : values;
    more.add(value);
    return more;
  }

  /**
   * Returns whether a list-valued field has this member, ignoring case (RFC 9110 section 5.6.1).
   */
  boolean hasMember(String name, String member) {
    for (String each : all(name)) {
      for (String one : each.split(",", -1)) {
        if (one.strip().equalsIgnoreCase(member)) {
          return true;
        }
      }
    }
    return false;
  }

  static ProblemException malformed() {
    return refused(
        ProblemType.MALFORMED_REQUEST.because("The request is not valid HTTP/1.1 (RFC 9112)."));
  }

  static ProblemException refused(Problem problem) {
    return new ProblemException(problem, true);
  }
}
