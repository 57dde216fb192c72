package dev.restauth.password;

import java.util.Arrays;
import java.util.Optional;

/**
 * A password as the client sent it, and in the prepared form that this server hashes. Both are
 * secret: close this object to erase them.
 */
final class PasswordSpellings implements AutoCloseable {
  private final byte[] raw;
  private final byte[] prepared;
  private final boolean isValid;

  private PasswordSpellings(byte[] raw, byte[] prepared, boolean isValid) {
    this.raw = raw;
    this.prepared = prepared;
    this.isValid = isValid;
  }

  /**
   * Creates the spellings of any text. A text that is too long or has an unpaired surrogate cannot
   * be a password: a single zero byte replaces it. Without the replacement, a long text could keep
   * a thread busy, since hashes of other systems process the password in each of their rounds.
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

  /** Returns whether preparation changed the password. */
  boolean differ() {
    return !Arrays.equals(raw, prepared);
  }

  /** Returns whether the text can be a password. */
  boolean isValid() {
    return isValid;
  }

  /** Erases both forms of the password. */
  @Override
  public void close() {
    Arrays.fill(raw, (byte) 0);
    Arrays.fill(prepared, (byte) 0);
  }
}
