package dev.restauth.listener.http2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request's fields, well-formed (RFC 9113 section 8.3.1). */
record RequestHead(String method, String target, Optional<String> authority, List<Field> fields) {
  /** Of a request of which too much is there to be kept. */
  static final RequestHead NONE = new RequestHead("", "", Optional.empty(), List.of());

  private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":path", ":authority");

  /** Of the connection, not of the request (section 8.2.2). */
  private static final Set<String> FORBIDDEN =
      Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

  private static final String MARKS = "!#$%&'*+-.^_`|~"; // RFC 9110 section 5.6.2

  /**
   * The head of a request.
   *
   * @throws IllegalArgumentException where it is malformed
   */
  static RequestHead of(List<Field> all) {
    Map<String, String> pseudo = new HashMap<>();
    List<Field> fields = new ArrayList<>(all.size());
    for (Field field : all) {
      if (!PSEUDO.contains(field.name())) {
        fields.add(field);
      } else if (!fields.isEmpty() || pseudo.put(field.name(), field.value()) != null) {
        throw malformed("a pseudo-header field twice, or behind others");
      } else {
        checkValue(field.value());
      }
    }
    checkFields(fields);
    String method = pseudo.getOrDefault(":method", "");
    String target = pseudo.getOrDefault(":path", "");
    boolean connect = method.equals("CONNECT"); // section 8.5
    if (!isToken(method, true)
        || connect == pseudo.containsKey(":scheme")
        || (connect ? !target.isEmpty() : !target.startsWith("/") && !target.equals("*"))) {
      throw malformed("a pseudo-header field is missing, or malformed");
    }
    return new RequestHead(method, target, Optional.ofNullable(pseudo.get(":authority")), fields);
  }

  /**
   * Checks fields that are no pseudo-header fields, as in a trailer.
   *
   * @throws IllegalArgumentException where one is malformed
   */
  static void checkFields(List<Field> fields) {
    for (Field field : fields) {
      if (!isToken(field.name(), false)
          || FORBIDDEN.contains(field.name())
          || (field.name().equals("te") && !field.value().equals("trailers"))) {
        throw malformed("a field that must not be here");
      }
      checkValue(field.value());
    }
  }

  private static boolean isToken(String text, boolean upperCase) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ok =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (upperCase && c >= 'A' && c <= 'Z')
              || MARKS.indexOf(c) >= 0;
      if (!ok) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Section 8.2.1, and no other control characters either. */
  private static void checkValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw malformed("a control character");
      }
    }
    if (!value.isEmpty()
        && (isSpace(value.charAt(0)) || isSpace(value.charAt(value.length() - 1)))) {
      throw malformed("space around a value");
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /** What it holds, in bytes. */
  int size() {
    return target.length() + fields.stream().mapToInt(Field::size).sum();
  }

  boolean expectsContinue() {
    return fields.stream()
        .anyMatch(
            field ->
                field.name().equals("expect") && field.value().equalsIgnoreCase("100-continue"));
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException(why);
  }
}
