package dev.restauth.password.format;

import java.util.Optional;

/** A recipe with a single digest. It is weak, because a digest takes almost no time. */
interface SingleDigest extends Recipe {
  HashFunction function();

  /** Returns a hash of this recipe; empty if its length is wrong. */
  default Optional<ForeignHash> expecting(byte[] hash) {
    return hash.length == function().length() ? ForeignHash.of(this, hash) : Optional.empty();
  }

  @Override
  default boolean weak() {
    return true;
  }
}
