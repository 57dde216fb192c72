package dev.restauth.password.format;

import dev.restauth.password.Argon2Parameters;
import dev.restauth.password.format.HashPrimitives.Argon2Type;
import java.util.Locale;

/** Argon2 (RFC 9106) in any of its variants. */
final class Argon2Recipe implements Recipe {
  private static final double MILLIS_PER_KIB = 0.00065;

  /**
   * The minimum product of memory and passes, in KiB. A hash below this minimum is weak: on a
   * graphics card, it is no slower than PBKDF2.
   */
  private static final long MIN_KIB = 1_024;

  private final Argon2Type type;
  private final int version;
  private final Argon2Parameters parameters;
  private final byte[] salt;
  private final int length;

  /** Creates a recipe. The array is not copied; the caller must not change it afterwards. */
  Argon2Recipe(Argon2Type type, int version, Argon2Parameters parameters, byte[] salt, int length) {
    this.type = type;
    this.version = version;
    this.parameters = parameters;
    this.salt = salt;
    this.length = length;
  }

  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    return primitives.argon2(
        type,
        version,
        password,
        salt,
        parameters.memoryKib(),
        parameters.iterations(),
        parameters.parallelism(),
        length);
  }

  @Override
  public String text() {
    return "$argon2"
        + letters()
        + "$v="
        + version
        + "$m="
        + parameters.memoryKib()
        + ",t="
        + parameters.iterations()
        + ",p="
        + parameters.parallelism()
        + ",l="
        + length
        + "$"
        + Encoded.toBase64(salt)
        + "$";
  }

  @Override
  public String kind() {
    return "argon2%s %d/%d/%d"
        .formatted(
            letters(), parameters.memoryKib(), parameters.iterations(), parameters.parallelism());
  }

  private String letters() {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private long kib() {
    return (long) parameters.memoryKib() * parameters.iterations();
  }

  @Override
  public double typicalMillis() {
    return MILLIS_PER_KIB * kib();
  }

  @Override
  public boolean weak() {
    return kib() < MIN_KIB;
  }
}
