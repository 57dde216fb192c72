package dev.restauth.password;

import dev.restauth.password.format.HashPrimitives;
import java.util.Map;
import java.util.function.Supplier;

/** Hash primitives with the fastest available Argon2, and with a test's secrets. */
public final class RealPrimitives implements HashPrimitives {
  /** Loading the library for each of some thousand hashes takes seconds. */
  private static final Argon2 ARGON2 = Argon2.load();

  private final Map<String, byte[]> secrets;

  public RealPrimitives(Map<String, byte[]> secrets) {
    this.secrets = secrets;
  }

  @Override
  public byte[] argon2(
      Argon2Type type,
      int version,
      byte[] password,
      byte[] salt,
      int memoryKib,
      int iterations,
      int parallelism,
      int length) {
    return ARGON2.hash(
        type,
        version,
        password,
        salt,
        new Argon2Parameters(memoryKib, iterations, parallelism),
        length);
  }

  @Override
  public byte[] secret(String name) {
    byte[] secret = secrets.get(name);
    if (secret == null) {
      throw new IllegalStateException("There is no secret " + name + ".");
    }
    return secret;
  }

  @Override
  public byte[] onHeap(long bytes, Supplier<byte[]> work) {
    return work.get();
  }
}
