package dev.restauth.password;

import dev.restauth.password.format.HashPrimitives.Argon2Type;

/**
 * The implementation that {@link Argon2#load} returns. It is loaded once per process, by the first
 * thread that needs it. Linking a native library takes about 60 ms, which would otherwise delay the
 * start.
 */
final class LoadedArgon2 implements Argon2 {
  /**
   * Holder of the implementation. The JVM initialises this class at first use, and other threads
   * wait meanwhile (JLS 12.4.1).
   */
  private static final class Quickest {
    private static final Argon2 ARGON2 = Argon2.load();
  }

  @Override
  public byte[] hash(byte[] password, byte[] salt, Argon2Parameters parameters, int tagLength) {
    return Quickest.ARGON2.hash(password, salt, parameters, tagLength);
  }

  @Override
  public byte[] hash(
      Argon2Type type,
      int version,
      byte[] password,
      byte[] salt,
      Argon2Parameters parameters,
      int tagLength) {
    return Quickest.ARGON2.hash(type, version, password, salt, parameters, tagLength);
  }

  @Override
  public String description() {
    return Quickest.ARGON2.description();
  }
}
