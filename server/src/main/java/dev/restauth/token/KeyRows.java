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
   * Stores for each key that its tokens may be valid for this time, unless a longer time is already
   * stored. Has no effect on keys for ID tokens, because their validity cannot be configured.
   *
   * @param seconds the validity of a token, in seconds
   */
  void raiseLongestToken(long seconds);
}
