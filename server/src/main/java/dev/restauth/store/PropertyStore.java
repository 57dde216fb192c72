package dev.restauth.store;

import java.util.Optional;

/** Single values the server keeps about itself, such as its issuer. */
public interface PropertyStore {

  /** The value under {@code name}, or empty. */
  Optional<String> find(String name);

  /**
   * Sets the value unless there is one.
   *
   * @return the value that is there now, {@code value} or an older one
   */
  String setIfAbsent(String name, String value);

  /**
   * The value under {@code name}, or empty. Until the end of the transaction, nobody else changes it or
   * holds it; whoever wants to waits.
   */
  Optional<String> hold(String name);

  /** Puts another value in the place of the expected one; says whether that was there. */
  boolean replace(String name, String expected, String value);
}
