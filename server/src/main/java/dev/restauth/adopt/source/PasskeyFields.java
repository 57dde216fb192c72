package dev.restauth.adopt.source;

import dev.restauth.passkey.ImportedPasskey;
import dev.restauth.passkey.ImportedPasskey.BackupFlags;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Collects the fields of a passkey while it is read, in any order. Not thread-safe. */
final class PasskeyFields {
  private static final int UUID_BYTES = 16;
  private static final UUID UNKNOWN_MODEL = new UUID(0, 0);

  Optional<String> domain = Optional.empty();
  Optional<byte[]> credentialId = Optional.empty();
  Optional<byte[]> publicKey = Optional.empty();
  Optional<UUID> model = Optional.empty();
  Optional<byte[]> userHandle = Optional.empty();
  String name = "";
  final List<String> transports = new ArrayList<>();
  Optional<Long> counter = Optional.of(0L);
  boolean alone;
  boolean verified;
  Optional<BackupFlags> flags = Optional.empty();
  Optional<Instant> createdAt = Optional.empty();

  /**
   * Decodes Base64 in the standard or the URL-safe alphabet, with or without padding; empty if it
   * is malformed.
   */
  static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(
          Base64.getUrlDecoder()
              .decode(text.replace('+', '-').replace('/', '_').replaceAll("=+$", "")));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Parses an AAGUID; empty if it is malformed. */
  static Optional<UUID> model(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Converts an AAGUID; empty if it does not have 16 bytes. */
  static Optional<UUID> model(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return bytes.length == UUID_BYTES
        ? Optional.of(new UUID(buffer.getLong(), buffer.getLong()))
        : Optional.empty();
  }

  /** Parses a signature counter; empty if it is not a whole number. */
  static Optional<Long> counter(String text) {
    return text.matches("[0-9]{1,10}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  /** Returns the passkey; empty if a part is missing or malformed. */
  Optional<ImportedPasskey> passkey() {
    if (credentialId.isEmpty() || publicKey.isEmpty() || counter.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ImportedPasskey(
            domain,
            credentialId.get(),
            publicKey.get(),
            model.orElse(UNKNOWN_MODEL),
            userHandle.orElse(new byte[0]),
            name,
            transports,
            counter.get(),
            alone,
            verified,
            flags,
            createdAt));
  }
}
