package dev.restauth.password.format;

import java.util.Optional;

/** A recipe that takes no time, which is why it is weak. */
interface SingleDigest extends Recipe {
  HashFunction function();

  /** A hash of this recipe; empty where it has not the length of one. */
  default Optional<ForeignHash> expecting(byte[] hash) {
    return hash.length == function().length() ? ForeignHash.of(this, hash) : Optional.empty();
  }

  @Override
  default boolean weak() {
    return true;
  }
}
