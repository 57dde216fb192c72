package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyRow;
import dev.restauth.password.format.FirebaseScrypt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The password hash parameters of a Firebase project, as the console shows them under <em>Password
 * hash parameters</em>. Immutable: the arrays are copied.
 */
final class FirebaseHashConfig {
  private static final int MOST_BYTES = 1 << 14;
  private static final Pattern FIELD =
      Pattern.compile("\"?([a-z0-9_]+)\"?\\s*:\\s*\"?([^\\s\",}]*)\"?");

  private final byte[] signerKey;
  private final byte[] saltSeparator;
  private final int rounds;
  private final int memCost;

  private FirebaseHashConfig(byte[] signerKey, byte[] saltSeparator, int rounds, int memCost) {
    this.signerKey = signerKey;
    this.saltSeparator = saltSeparator;
    this.rounds = rounds;
    this.memCost = memCost;
  }

  /**
   * Reads the text that the operator copied from the console. The text may also be JSON with the
   * same parameter names.
   *
   * @throws UnreadableSource if the file cannot be read or names another algorithm, or if one of
   *     the parameters is missing or invalid
   */
  static FirebaseHashConfig read(Path file) {
    String text = text(file);
    String algorithm = field(file, text, "algorithm");
    if (!algorithm.equals("SCRYPT")) {
      throw SourceText.unreadable(
          file, "names the algorithm " + Entry.shown(algorithm) + ", not SCRYPT");
    }
    return new FirebaseHashConfig(
        bytes(file, text, "base64_signer_key")
            .filter(key -> key.length > 0)
            .orElseThrow(() -> SourceText.unreadable(file, "has an empty base64_signer_key")),
        bytes(file, text, "base64_salt_separator").orElseGet(() -> new byte[0]),
        number(file, text, "rounds", 8),
        number(file, text, "mem_cost", 14));
  }

  /**
   * Returns the signer key. It is secret: an attacker needs it to test guesses against stolen
   * hashes.
   */
  byte[] signerKey() {
    return signerKey.clone();
  }

  /**
   * Returns the text of one user's hash; empty if a part is malformed.
   *
   * @param secretName the name under which the signer key is stored
   */
  Optional<String> text(String secretName, String salt, String hash) {
    String separator = Base64.getEncoder().encodeToString(saltSeparator);
    return FirebaseScrypt.text(salt, hash, separator, rounds, memCost, secretName);
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw SourceText.unreadable(file, e);
    }
  }

  private static String field(Path file, String text, String name) {
    Matcher fields = FIELD.matcher(text);
    while (fields.find()) {
      if (name.equals(fields.group(1))) {
        return fields.group(2);
      }
    }
    throw SourceText.unreadable(
        file, "has no " + name + ": copy all of hash_config { … } from the Firebase console");
  }

  /** Returns the bytes of a field in Base64; empty if the field is empty. */
  private static Optional<byte[]> bytes(Path file, String text, String name) {
    String value = field(file, text, name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        HashTexts.decoded(value)
            .orElseThrow(
                () -> SourceText.unreadable(file, "has a " + name + " that is not Base64")));
  }

  private static int number(Path file, String text, String name, int most) {
    return LegacyRow.whole(field(file, text, name))
        .filter(n -> n <= most)
        .map(Long::intValue)
        .orElseThrow(
            () -> SourceText.unreadable(file, "has a " + name + " that is not 1 to " + most));
  }

  /** Returns a text without the signer key. */
  @Override
  public String toString() {
    return "FirebaseHashConfig[rounds=" + rounds + ", memCost=" + memCost + "]";
  }
}
