package dev.restauth.listener.http2;

import dev.restauth.http.FieldNames;
import dev.restauth.http.Fields;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The validated fields of a request (RFC 9113 section 8.3.1). */
final class RequestHead implements Fields {
  /** The head of a request whose fields exceed the limit. */
  static final RequestHead NONE = new RequestHead(List.of(), 0, "", "", List.of());

  /** The memory of a field in addition to its name and value, in bytes. */
  private static final int OVERHEAD = 96;

  /** Connection-specific fields, which HTTP/2 forbids (section 8.2.2). */
  private static final Set<String> FORBIDDEN =
      Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

  private static final byte LOWER = 1;
  private static final byte UPPER = 2;
  private static final byte[] TOKEN = token(); // RFC 9110 section 5.6.2

  private final List<CharSequence> all;
  private final int first;
  private final String method;
  private final String target;

  /** The value of the pseudo-header field {@code :authority}; empty if there is none. */
  private final List<String> authority;

  private RequestHead(
      List<CharSequence> all, int first, String method, String target, List<String> authority) {
    this.all = all;
    this.first = first;
    this.method = method;
    this.target = target;
    this.authority = authority;
  }

  private static byte[] token() {
    byte[] kinds = new byte[128];
    for (char c = 0; c < kinds.length; c++) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
        kinds[c] = LOWER;
      } else if (c >= 'A' && c <= 'Z') {
        kinds[c] = UPPER;
      }
    }
    return kinds;
  }

  /**
   * Returns the head of a request.
   *
   * @param all the names and values, alternating, in order of arrival; the list is not copied
   * @throws IllegalArgumentException if the head is malformed
   */
  static RequestHead of(List<CharSequence> all) {
    String method = "";
    String target = "";
    boolean scheme = false;
    List<String> authority = List.of();
    int at = 0;
    int seen = 0;
    for (; at < all.size() && isPseudo(all.get(at)); at += 2) {
      String value = all.get(at + 1).toString();
      checkValue(value);
      int bit;
      switch (all.get(at).toString()) {
        case ":method" -> {
          bit = 1;
          method = value;
        }
        case ":path" -> {
          bit = 2;
          target = value;
        }
        case ":scheme" -> {
          bit = 4;
          scheme = true;
        }
        case ":authority" -> {
          bit = 8;
          authority = List.of(value);
        }
        default -> throw malformed("an unknown pseudo-header field");
      }
      if ((seen & bit) != 0) {
        throw malformed("a pseudo-header field twice");
      }
      seen |= bit;
    }
    checkFields(all, at);
    boolean connect = method.equals("CONNECT"); // section 8.5
    if (!isToken(method, LOWER | UPPER)
        || connect == scheme
        || (connect ? !target.isEmpty() : !target.startsWith("/") && !target.equals("*"))) {
      throw malformed("a pseudo-header field is missing, or malformed");
    }
    return new RequestHead(all, at, method, target, authority);
  }

  private static boolean isPseudo(CharSequence name) {
    return !name.isEmpty() && name.charAt(0) == ':';
  }

  /**
   * Checks fields that must not be pseudo-header fields, such as the fields of a trailer.
   *
   * @throws IllegalArgumentException if a field is malformed
   */
  static void checkFields(List<CharSequence> all, int first) {
    for (int i = first; i < all.size(); i += 2) {
      CharSequence name = all.get(i);
      CharSequence value = all.get(i + 1);
      if (!isToken(name, LOWER)
          || FORBIDDEN.contains(name.toString())
          || (AsciiString.contentEquals(name, "te")
              && !AsciiString.contentEquals(value, "trailers"))) {
        throw malformed("a field that must not be here");
      }
      checkValue(value);
    }
  }

  private static boolean isToken(CharSequence text, int kinds) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= TOKEN.length || (TOKEN[c] & kinds) == 0) {
        return false;
      }
    }
    return length > 0;
  }

  /** Checks a value as section 8.2.1 requires, and also refuses all other control characters. */
  private static void checkValue(CharSequence value) {
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw malformed("a control character");
      }
    }
    if (length > 0 && (isSpace(value.charAt(0)) || isSpace(value.charAt(length - 1)))) {
      throw malformed("space around a value");
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  String method() {
    return method;
  }

  /** The path, with the query if there is one. */
  String target() {
    return target;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The value of {@code :authority} counts as the Host field (section 8.3.1). If the request has
   * a Host field with another value, there are two Host fields, and the dispatcher refuses the
   * request.
   */
  @Override
  public List<String> all(String name) {
    List<String> found = List.of();
    for (int i = first; i < all.size(); i += 2) {
      if (AsciiString.contentEqualsIgnoreCase(all.get(i), name)) {
        found = append(found, all.get(i + 1).toString());
      }
    }
    if (authority.isEmpty() || !name.equalsIgnoreCase(FieldNames.HOST)) {
      return found;
    }
    return found.isEmpty() || found.equals(authority)
        ? authority
        : append(found, authority.getFirst());
  }

  private static List<String> append(List<String> values, String value) {
    if (values.isEmpty()) {
      return List.of(value);
    }
    List<String> more =
        values instanceof ArrayList<String> several ? several : new ArrayList<>(values);
    more.add(value);
    return more;
  }

  /** The memory that the fields use, in bytes. */
  int size() {
    int size = 0;
    for (int i = 0; i < all.size(); i += 2) {
      size += all.get(i).length() + all.get(i + 1).length() + OVERHEAD;
    }
    return size;
  }

  boolean expectsContinue() {
    List<String> expected = all("expect");
    return !expected.isEmpty()
        && expected.stream().anyMatch(each -> each.equalsIgnoreCase("100-continue"));
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException(why);
  }
}
