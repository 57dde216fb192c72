package dev.restauth.http;

import java.util.List;

/**
 * The header fields of a request (RFC 9110 section 5), independent of the library that read them.
 */
public interface Fields {
  /**
   * The values of all lines with this name, in order of arrival.
   *
   * @param name the name of the field; its case does not matter
   */
  List<String> all(String name);

  /** The same values, as bytes. */
  default List<Octets> octets(String name) {
    return all(name).stream().map(Octets::of).toList();
  }
}
