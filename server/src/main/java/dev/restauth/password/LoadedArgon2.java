package dev.restauth.password;

import dev.restauth.password.format.HashPrimitives.Argon2Type;

/**
 * What {@link Argon2#load} finds, loaded once a process, by the thread that first asks for anything: to
 * link a native library takes some 60 ms, for which a start need not wait.
 */
final class LoadedArgon2 implements Argon2 {
  /** Initialised when it is first used (JLS 12.4.1); others wait for it. */
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
