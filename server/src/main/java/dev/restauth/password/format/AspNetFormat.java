package dev.restauth.password.format;

import dev.restauth.crypto.Pbkdf2;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The ASP.NET Identity family: PBKDF2 in a block of bytes in base64, {@code AQAAAAIAAYag…}. Version
 * 3 consists of the byte 1, three 32-bit numbers (function, iterations, length of the salt), the
 * salt and the hash. Version 2 consists of the byte 0, a salt of 16 bytes and a hash of 32 bytes.
 */
final class AspNetFormat implements Format {
  private static final int MIN_CHARACTERS = 40;
  private static final int V2_BYTES = 49;
  private static final int V2_ITERATIONS = 1_000;
  private static final int V2_SALT_BYTES = 16;

  @Override
  public Optional<ForeignHash> parse(String text) {
    return text.length() < MIN_CHARACTERS || text.charAt(0) != 'A'
        ? Optional.empty()
        : Encoded.base64(text).flatMap(bytes -> read(ByteBuffer.wrap(bytes)));
  }

  private static Optional<ForeignHash> read(ByteBuffer block) {
    int bytes = block.remaining();
    try {
      return switch (block.get()) {
        case 0 ->
            bytes == V2_BYTES
                ? hash(Pbkdf2.SHA1, V2_ITERATIONS, V2_SALT_BYTES, block)
                : Optional.empty();
        case 1 -> {
          int function = block.getInt();
          long iterations = Integer.toUnsignedLong(block.getInt());
          int saltLength = block.getInt();
          yield switch (function) {
            case 0 -> hash(Pbkdf2.SHA1, iterations, saltLength, block);
            case 1 -> hash(Pbkdf2.SHA256, iterations, saltLength, block);
            case 2 -> hash(Pbkdf2.SHA512, iterations, saltLength, block);
            default -> Optional.empty();
          };
        }
        default -> Optional.empty();
      };
    } catch (BufferUnderflowException tooShort) {
      return Optional.empty();
    }
  }

  private static Optional<ForeignHash> hash(
      Pbkdf2 function, long iterations, int saltLength, ByteBuffer block) {
    if (saltLength < 0 || saltLength > block.remaining()) {
      return Optional.empty();
    }
    byte[] salt = new byte[saltLength];
    block.get(salt);
    byte[] hash = new byte[block.remaining()];
    block.get(hash);
    return Pbkdf2Recipe.of(function, iterations, salt, hash.length)
        .flatMap(recipe -> ForeignHash.of(recipe, hash));
  }
}
