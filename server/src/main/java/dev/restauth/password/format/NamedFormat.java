package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Formats that an operator can name for the hashes of a source system. Many hashes do not show
 * their format: 40 hex digits may be the SHA-1 of the password, or of a salt and the password. The
 * server does not guess which of the two they are.
 */
public enum NamedFormat {
  AUTO("the format that each hash's prefix names", (hash, _, _) -> Optional.of(hash)),
  DJANGO("as auto; hashes that Django and Werkzeug write alike are Django's", NamedFormat::django),
  WERKZEUG(
      "as auto; hashes that Django and Werkzeug write alike are Werkzeug's", NamedFormat::werkzeug),
  MD5("MD5 of the password", plain(HashFunction.MD5)),
  SHA1("SHA-1 of the password", plain(HashFunction.SHA1)),
  SHA256("SHA-256 of the password", plain(HashFunction.SHA256)),
  SHA384("SHA-384 of the password", plain(HashFunction.SHA384)),
  SHA512("SHA-512 of the password", plain(HashFunction.SHA512)),
  MD5_SALT_PASSWORD("MD5 of the salt and the password", saltFirst(HashFunction.MD5)),
  MD5_PASSWORD_SALT("MD5 of the password and the salt", saltLast(HashFunction.MD5)),
  SHA1_SALT_PASSWORD("SHA-1 of the salt and the password", saltFirst(HashFunction.SHA1)),
  SHA1_PASSWORD_SALT("SHA-1 of the password and the salt", saltLast(HashFunction.SHA1)),
  SHA256_SALT_PASSWORD("SHA-256 of the salt and the password", saltFirst(HashFunction.SHA256)),
  SHA256_PASSWORD_SALT("SHA-256 of the password and the salt", saltLast(HashFunction.SHA256)),
  SHA512_SALT_PASSWORD("SHA-512 of the salt and the password", saltFirst(HashFunction.SHA512)),
  SHA512_PASSWORD_SALT("SHA-512 of the password and the salt", saltLast(HashFunction.SHA512)),
  HMAC_MD5("HMAC-MD5 of the password, keyed with the salt", hmac(HashFunction.MD5)),
  HMAC_SHA1("HMAC-SHA-1 of the password, keyed with the salt", hmac(HashFunction.SHA1)),
  HMAC_SHA256("HMAC-SHA-256 of the password, keyed with the salt", hmac(HashFunction.SHA256)),
  HMAC_SHA512("HMAC-SHA-512 of the password, keyed with the salt", hmac(HashFunction.SHA512)),
  BCRYPT_OF_MD5_HEX("bcrypt of the MD5 of the password, in hex", bcryptOf("md5-hex")),
  BCRYPT_OF_SHA1_HEX("bcrypt of the SHA-1 of the password, in hex", bcryptOf("sha1-hex")),
  BCRYPT_OF_SHA256_HEX("bcrypt of the SHA-256 of the password, in hex", bcryptOf("sha256-hex")),
  BCRYPT_OF_SHA256_BASE64(
      "bcrypt of the SHA-256 of the password, in base64", bcryptOf("sha256-base64")),
  BCRYPT_OF_SHA384_BASE64(
      "bcrypt of the SHA-384 of the password, in base64", bcryptOf("sha384-base64")),
  BCRYPT_OF_SHA512_HEX("bcrypt of the SHA-512 of the password, in hex", bcryptOf("sha512-hex")),
  BCRYPT_OF_SHA512_BASE64(
      "bcrypt of the SHA-512 of the password, in base64", bcryptOf("sha512-base64")),
  DEVISE("bcrypt of the password and a pepper, which is a secret", NamedFormat::devise);

  private static final Pattern MD5_HEX = Pattern.compile("\\p{XDigit}{32}");
  private static final Pattern DJANGO_DIGEST =
      Pattern.compile("(md5|sha1)\\$([^$]{1,256})\\$(\\p{XDigit}+)");
  private static final Pattern WERKZEUG_DIGEST =
      Pattern.compile("(md5|sha1|sha224|sha256|sha384|sha512)\\$([^$]{1,256})\\$(\\p{XDigit}+)");

  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // the conversions are stateless
  private final Conversion conversion;

  /** Converts a hash into a text that identifies its format. */
  private interface Conversion {
    Optional<String> text(String hash, Optional<String> salt, Optional<String> secretName);
  }

  NamedFormat(String description, Conversion conversion) {
    this.description = description;
    this.conversion = conversion;
  }

  /** Returns the format with this name, in lower case with hyphens; empty if there is none. */
  public static Optional<NamedFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.label().equals(name)).findFirst();
  }

  /** Returns the name of the format on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a line for the help text. */
  public String description() {
    return description;
  }

  /** Returns whether each hash needs a separate salt. */
  public boolean needsSalt() {
    String label = label();
    return label.contains("salt") || label.startsWith("hmac-");
  }

  /** Returns whether the hashes need a secret of the source system. */
  public boolean needsSecret() {
    return this == DEVISE;
  }

  /**
   * Returns the text to store, which {@link ForeignHash#parse} reads and checks.
   *
   * @param hash the hash as the source stores it; digests in hex or base64
   * @param salt the salt, if the format needs one; its UTF-8 bytes are used unchanged
   * @param secretName the name of the secret, if the format needs one: letters, digits, {@code . _
   *     -}
   * @return empty if a needed salt or secret name is missing, or a digest is malformed
   */
  public Optional<String> text(String hash, Optional<String> salt, Optional<String> secretName) {
    return conversion.text(hash, salt, secretName);
  }

  private static Conversion plain(HashFunction function) {
    return (hash, _, _) -> digest(function, hash, "{%s::}".formatted(function.label()));
  }

  private static Conversion saltFirst(HashFunction function) {
    return (hash, salt, _) ->
        salt.flatMap(
            value -> digest(function, hash, "{%s:%s:}".formatted(function.label(), base64(value))));
  }

  private static Conversion saltLast(HashFunction function) {
    return (hash, salt, _) ->
        salt.flatMap(
            value -> digest(function, hash, "{%s::%s}".formatted(function.label(), base64(value))));
  }

  private static Conversion hmac(HashFunction function) {
    return (hash, key, _) ->
        key.flatMap(
            value ->
                digest(function, hash, "{hmac-%s:%s}".formatted(function.label(), base64(value))));
  }

  private static Optional<String> digest(HashFunction function, String hash, String recipe) {
    return Encoded.digest(hash, function.length())
        .map(bytes -> recipe + HexFormat.of().formatHex(bytes));
  }

  private static String base64(String salt) {
    return Encoded.toBase64(salt.getBytes(UTF_8));
  }

  private static Conversion bcryptOf(String digest) {
    return (hash, _, _) -> Optional.of("{bcrypt-of-" + digest + "}" + hash);
  }

  private static Optional<String> devise(
      String hash, Optional<String> salt, Optional<String> secretName) {
    return secretName.map(name -> "{devise:" + name + "}" + hash);
  }

  /**
   * Converts Django's MD5 and SHA-1 hashes, and leaves all others unchanged. A hash of 32 hex
   * digits is the MD5 of the password without a salt; of Django and Werkzeug, only Django wrote
   * this form.
   */
  private static Optional<String> django(
      String hash, Optional<String> salt, Optional<String> secretName) {
    if (MD5_HEX.matcher(hash).matches()) {
      return MD5.conversion.text(hash, salt, secretName);
    }
    var parts = DJANGO_DIGEST.matcher(hash);
    if (!parts.matches()) {
      return Optional.of(hash);
    }
    NamedFormat format = parts.group(1).equals("md5") ? MD5_SALT_PASSWORD : SHA1_SALT_PASSWORD;
    return format.conversion.text(parts.group(3), Optional.of(parts.group(2)), secretName);
  }

  private static Optional<String> werkzeug(
      String hash, Optional<String> salt, Optional<String> secretName) {
    var parts = WERKZEUG_DIGEST.matcher(hash);
    return parts.matches()
        ? hmac(HashFunction.labelled(parts.group(1)))
            .text(parts.group(3), Optional.of(parts.group(2)), secretName)
        : Optional.of(hash);
  }
}
