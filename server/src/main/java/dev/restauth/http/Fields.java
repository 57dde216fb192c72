package dev.restauth.http;

import java.util.List;

/** The header fields of a request, whichever library read them (RFC 9110 section 5). */
public interface Fields {
  /**
   * The values of all lines of this name, in their order.
   *
   * @param name in any case
   */
  List<String> all(String name);
}
