package dev.restauth.listener.http2;

import dev.restauth.http.FieldNames;
import dev.restauth.http.Fields;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A request's fields, well-formed (RFC 9113 section 8.3.1). */
final class RequestHead implements Fields {
  /** Of a request of which too much is there to be kept. */
  static final RequestHead NONE = new RequestHead(List.of(), 0, "", "", List.of());

  /** What a field takes besides the bytes of its name and value, in bytes. */
  private static final int OVERHEAD = 96;

  /** Of the connection, not of the request (section 8.2.2). */
  private static final Set<String> FORBIDDEN =
      Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

  private static final byte LOWER = 1;
  private static final byte UPPER = 2;
  private static final byte[] TOKEN = token(); // RFC 9110 section 5.6.2

  private final List<CharSequence> all;
  private final int first;
  private final String method;
  private final String target;

  /** What the pseudo-header field of that name says, if it is there. */
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
   * The head of a request.
   *
   * @param all names and values by turns, in their order, which it keeps
   * @throws IllegalArgumentException if it is malformed
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
   * Checks fields that are no pseudo-header fields, as in a trailer.
   *
   * @throws IllegalArgumentException if one is malformed
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

  /** Section 8.2.1, and no other control characters either. */
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

  /** The path, and the query if there is one. */
  String target() {
    return target;
  }

  /**
   * What HTTP/2 calls the authority is the Host field (section 8.3.1). A Host field that says something else makes two
   * of them, which are refused.
   */
  @Override
  public List<String> all(String name) {
    List<String> found = List.of();
    for (int i = first; i < all.size(); i += 2) {
      if (AsciiString.contentEqualsIgnoreCase(all.get(i), name)) {
        found = and(found, all.get(i + 1).toString());
      }
    }
    if (authority.isEmpty() || !name.equalsIgnoreCase(FieldNames.HOST)) {
      return found;
    }
    return found.isEmpty() || found.equals(authority)
        ? authority
        : and(found, authority.getFirst());
  }

  private static List<String> and(List<String> values, String value) {
    if (values.isEmpty()) {
      return List.of(value);
    }
    List<String> more =
        values instanceof ArrayList<String> several ? several : new ArrayList<>(values);
    more.add(value);
    return more;
  }

  /** What it holds, in bytes. */
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
