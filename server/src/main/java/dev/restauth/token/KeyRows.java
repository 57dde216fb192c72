package dev.restauth.token;

import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.time.Instant;
import java.util.List;

/** The rows of a series of signing keys, in a transaction. Each call is atomic. */
interface KeyRows {
  /** Returns all keys, in the order in which they sign. */
  List<SigningKeyRow> all();

  /** Adds a key. The transaction fails if the {@code kid} already exists. */
  void add(SigningKeyRow key);

  /** Removes a key; returns whether it existed. */
  boolean remove(String kid);

  /** Changes the time from which a key signs. */
  void signFrom(String kid, Instant signsFrom);

  /**
   * Raises the longest token validity of every key to at least this value.
   *
   * @param seconds the validity in seconds
   */
  void raiseLongestToken(long seconds);
}
