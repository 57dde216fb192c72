package dev.restauth.password.format;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Converts Firebase hashes into the stored text. The text contains the name of a secret instead of
 * the project's signer key: the signer key must not be readable in every row.
 */
public final class FirebaseScrypt {
  private static final String BASE64 = "[A-Za-z0-9+/_-]*={0,2}";
  private static final Pattern KRATOS =
      Pattern.compile(
          "\\$firescrypt\\$ln=(?<cost>\\d{1,2}),r=(?<rounds>\\d{1,3}),p=1"
              + "\\$(?<salt>B64)\\$(?<hash>B64)\\$(?<separator>B64)\\$(?<key>B64)"
                  .replace("B64", BASE64));
  private static final Pattern SUPABASE =
      Pattern.compile(
          "\\$fbscrypt\\$v=1,n=(?<cost>\\d{1,2}),r=(?<rounds>\\d{1,3}),p=1"
              + ",ss=(?<separator>B64),sk=(?<key>B64)\\$(?<salt>B64)\\$(?<hash>B64)"
                  .replace("B64", BASE64));

  private FirebaseScrypt() {}

  /**
   * A hash of Kratos ({@code $firescrypt$…}) or Supabase ({@code $fbscrypt$…}), split into the
   * signer key and the stored text.
   *
   * @param signerKey the value of the secret that the text names
   * @param text the text that {@link ForeignHash#parse} reads
   */
  public record Split(Secret signerKey, String text) {}

  /** Secret bytes, which {@link #toString} does not contain. */
  public static final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
      return bytes.clone();
    }

    /** Returns whether both secrets are the same. All users of one project have the same secret. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Secret secret
          && dev.restauth.crypto.ConstantTime.equals(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Secret";
    }
  }

  /**
   * Returns the stored text for a user of {@code firebase auth:export}; all values are in base64,
   * as in the export.
   *
   * @param salt the user's {@code salt}
   * @param hash the user's {@code passwordHash}
   * @param separator the project's {@code base64_salt_separator}
   * @param rounds the project's {@code rounds}
   * @param memoryCost the project's {@code mem_cost}
   * @param secretName the name of the secret that contains the decoded {@code base64_signer_key} of
   *     the project
   * @return empty if one of the values is malformed or out of bounds
   */
  public static Optional<String> text(
      String salt, String hash, String separator, int rounds, int memoryCost, String secretName) {
    return Optional.of(
            "$firescrypt$ln="
                + memoryCost
                + ",r="
                + rounds
                + ",p=1$"
                + salt
                + "$"
                + separator
                + "${secret:"
                + secretName
                + "}$"
                + hash)
        .filter(text -> ForeignHash.parse(text).isPresent());
  }

  /**
   * Splits a hash that contains the signer key; empty if the hash contains no signer key, or is
   * malformed.
   */
  public static Optional<Split> split(String text, String secretName) {
    if (text.length() > ForeignHash.MAX_CHARACTERS) {
      return Optional.empty();
    }
    var parts = KRATOS.matcher(text);
    if (!parts.matches()) {
      parts = SUPABASE.matcher(text);
      if (!parts.matches()) {
        return Optional.empty();
      }
    }
    Optional<String> without =
        text(
            parts.group("salt"),
            parts.group("hash"),
            parts.group("separator"),
            Integer.parseInt(parts.group("rounds")),
            Integer.parseInt(parts.group("cost")),
            secretName);
    return Encoded.anyBase64(parts.group("key"))
        .filter(key -> key.length > 0)
        .flatMap(key -> without.map(named -> new Split(new Secret(key), named)));
  }
}
