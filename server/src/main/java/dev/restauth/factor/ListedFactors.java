package dev.restauth.factor;

import dev.restauth.json.JsonWriter;

/** Writes the factors of one kind into the list of an account's factors. Thread-safe. */
@FunctionalInterface
public interface ListedFactors {
  /** Writes a member that contains an account's factors of this kind. */
  void write(JsonWriter json, long accountId);
}
