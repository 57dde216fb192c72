package dev.restauth.password;

import java.util.Arrays;
import java.util.Optional;

/** A password as it was sent, and as it is hashed here. Holds secrets: erase it. */
final class PasswordSpellings implements AutoCloseable {
  private final byte[] raw;
  private final byte[] prepared;
  private final boolean possible;

  private PasswordSpellings(byte[] raw, byte[] prepared, boolean possible) {
    this.raw = raw;
    this.prepared = prepared;
    this.possible = possible;
  }

  /**
   * Of one that is no text (an unpaired surrogate in it) or too long, too: it is nobody's. Hashes of
   * other systems go over the password in each of their rounds, so that length is time.
   */
  static PasswordSpellings of(String password) {
    Optional<byte[]> raw = Utf8.encode(password).filter(OpaqueString::fits);
    Optional<byte[]> prepared =
        raw.flatMap(_ -> Utf8.encode(PreparedPassword.forChecking(password)))
            .filter(OpaqueString::fits);
    return new PasswordSpellings(
        raw.orElseGet(() -> new byte[1]),
        prepared.orElseGet(() -> new byte[1]),
        raw.isPresent() && prepared.isPresent());
  }

  byte[] raw() {
    return raw;
  }

  byte[] prepared() {
    return prepared;
  }

  /** Whether preparing changed it. */
  boolean differ() {
    return !Arrays.equals(raw, prepared);
  }

  /** Whether it could be somebody's. */
  boolean possible() {
    return possible;
  }

  /** Erases it. */
  @Override
  public void close() {
    Arrays.fill(raw, (byte) 0);
    Arrays.fill(prepared, (byte) 0);
  }
}
