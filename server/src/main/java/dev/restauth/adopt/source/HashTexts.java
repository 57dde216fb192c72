package dev.restauth.adopt.source;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the text of a password hash from the parts in an export. The text begins with the name of
 * its format. All methods return empty if a part is malformed. {@code ForeignHash} checks the cost
 * parameters later.
 */
final class HashTexts {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");
  private static final Pattern SCHEME = Pattern.compile("\\{([0-9A-Za-z_/.-]{1,32})\\}(.+)");
  private static final Pattern MODULAR = Pattern.compile("\\$[0-9A-Za-z_-]{1,24}\\$.+");
  private static final Set<String> PLAIN = Set.of("CLEAR", "CLEARTEXT", "PLAIN");

  /** Schemes whose value begins with the name of a format. */
  private static final Set<String> WRAPPING = Set.of("ARGON2", "BCRYPT", "CRYPT");

  private HashTexts() {}

  /**
   * Returns a PBKDF2 hash in the form of passlib.
   *
   * @param digest {@code sha1}, {@code sha256} or {@code sha512}
   * @param iterations the number of iterations, in decimal digits
   * @param salt the salt, in Base64
   * @param hash the hash, in Base64
   */
  static Optional<String> pbkdf2(String digest, String iterations, String salt, String hash) {
    if (!NUMBER.matcher(iterations).matches()) {
      return Optional.empty();
    }
    String name = digest.equals("sha1") ? "pbkdf2" : "pbkdf2-" + digest;
    return base64(salt)
        .flatMap(s -> base64(hash).map(h -> "$%s$%s$%s$%s".formatted(name, iterations, s, h)))
        .map(text -> text.replace('+', '.'));
  }

  /**
   * Returns a hash of LDAP or of a web server: {@code {SCHEME}value} or {@code $id$…}. The scheme
   * is converted to upper case: servers ignore its case, although RFC 3112 section 2 allows only
   * upper case.
   *
   * @return empty if the text is a password in plain text, or looks like one
   */
  static Optional<String> schemed(String text) {
    if (MODULAR.matcher(text).matches()) {
      return Optional.of(text);
    }
    Matcher parts = SCHEME.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toUpperCase(Locale.ROOT);
    String value = parts.group(2);
    if (PLAIN.contains(scheme)) {
      return Optional.empty();
    }
    return Optional.of(
        WRAPPING.contains(scheme) && MODULAR.matcher(value).matches()
            ? value
            : "{" + scheme + "}" + value);
  }

  /**
   * Converts Base64 to the standard alphabet without padding. The text may have the standard or the
   * URL-safe alphabet, with or without padding.
   */
  private static Optional<String> base64(String text) {
    return decoded(text).map(HashTexts::encoded);
  }

  static Optional<byte[]> decoded(String text) {
    try {
      String standard = text.strip().replace('-', '+').replace('_', '/');
      return Optional.of(Base64.getDecoder().decode(standard)).filter(b -> b.length > 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
