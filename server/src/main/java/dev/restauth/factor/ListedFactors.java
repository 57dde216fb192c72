package dev.restauth.factor;

import dev.restauth.json.JsonWriter;

/** Writes the factors of a kind into the list of an account's factors. Thread-safe. */
@FunctionalInterface
public interface ListedFactors {
  /** Writes a member with the factors of an account. */
  void write(JsonWriter json, long accountId);
}
