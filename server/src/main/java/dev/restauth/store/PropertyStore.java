package dev.restauth.store;

import java.util.Optional;

/** Named values that belong to the server itself, such as the issuer. */
public interface PropertyStore {

  /** Returns the value of {@code name}; empty if there is none. */
  Optional<String> find(String name);

  /**
   * Sets the value if {@code name} has none.
   *
   * @return the stored value: {@code value}, or an older one
   */
  String setIfAbsent(String name, String value);

  /**
   * Returns and locks the value of {@code name}; empty if there is none. Another transaction that
   * changes or locks the value waits until this transaction has ended.
   */
  Optional<String> findForUpdate(String name);

  /**
   * Replaces the value if the current value is {@code expected}. Returns whether it was replaced.
   */
  boolean replace(String name, String expected, String value);
}
