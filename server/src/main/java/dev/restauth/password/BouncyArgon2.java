package dev.restauth.password;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;

/** Argon2id in plain Java, for where no native library loads. */
final class BouncyArgon2 implements Argon2 {
  @Override
  public byte[] hash(byte[] password, byte[] salt, Argon2Parameters parameters, int tagLength) {
    var builder =
        new org.bouncycastle.crypto.params.Argon2Parameters.Builder(
                org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_id)
            .withVersion(org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_VERSION_13)
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
          "Argon2id needs %d KiB more of Java heap.".formatted(parameters.memoryKib()), e);
    }
  }

  @Override
  public String description() {
    return "Bouncy Castle";
  }
}
