package dev.restauth.store;

import java.util.Optional;

/** Single values of the server itself, such as its issuer. */
public interface PropertyStore {

  /** Returns the value under {@code name}, or empty. */
  Optional<String> find(String name);

  /**
   * Sets the value unless there is one.
   *
   * @return the value that is stored now: {@code value} or an older one
   */
  String setIfAbsent(String name, String value);

  /**
   * Returns the value under {@code name}, or empty, and locks it: another transaction that changes
   * or locks the value waits until the end of this one.
   */
  Optional<String> findForUpdate(String name);

  /** Replaces the value if it is the expected one; returns whether it was. */
  boolean replace(String name, String expected, String value);
}
