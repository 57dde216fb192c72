package dev.restauth.password;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Encodes strict UTF-8, because {@code String.getBytes} would replace unpaired surrogates with
 * question marks.
 */
final class Utf8 {
  private Utf8() {}

  /** Returns the bytes; empty if {@code text} contains an unpaired surrogate. */
  static Optional<byte[]> encode(String text) {
    try {
      var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      var bytes = new byte[encoded.remaining()];
      encoded.get(bytes).rewind().put(new byte[bytes.length]);
      return Optional.of(bytes);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
