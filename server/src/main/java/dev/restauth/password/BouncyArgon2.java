package dev.restauth.password;

import dev.restauth.password.format.HashPrimitives.Argon2Type;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;

/** Argon2 in plain Java, which is used if no native library can be loaded. */
final class BouncyArgon2 implements Argon2 {
  @Override
  public byte[] hash(byte[] password, byte[] salt, Argon2Parameters parameters, int tagLength) {
    return hash(
        Argon2Type.ID,
        org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_VERSION_13,
        password,
        salt,
        parameters,
        tagLength);
  }

  @Override
  public byte[] hash(
      Argon2Type type,
      int version,
      byte[] password,
      byte[] salt,
      Argon2Parameters parameters,
      int tagLength) {
    var builder =
        new org.bouncycastle.crypto.params.Argon2Parameters.Builder(type.number())
            .withVersion(version)
            .withMemoryAsKB(parameters.memoryKib())
            .withIterations(parameters.iterations())
            .withParallelism(parameters.parallelism())
            .withSalt(salt);
    var tag = new byte[tagLength];
    try {
      var generator = new Argon2BytesGenerator();
      generator.init(builder.build());
      generator.generateBytes(password, tag);
      return tag;
    } catch (OutOfMemoryError e) {
      throw new HashingFailed(
          "Argon2 needs %d KiB more of Java heap.".formatted(parameters.memoryKib()), e);
    }
  }

  @Override
  public String description() {
    return "Bouncy Castle";
  }
}
