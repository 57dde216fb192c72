package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.restauth.crypto.Pbkdf2;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The PBKDF2 family: {@code $pbkdf2-sha256$29000$salt$hash} of passlib, {@code
 * {PBKDF2-SHA256}29000$salt$hash} of LDAP, {@code $pbkdf2-sha256$i=100000,l=32$salt$hash} of
 * Kratos, {@code pbkdf2_sha256$600000$salt$hash} of Django, and {@code
 * pbkdf2:sha256:150000$salt$hex} of Werkzeug. Hashes of Keycloak are converted into the form of
 * Kratos.
 */
final class Pbkdf2Format implements Format {
  private static final String FUNCTION = "(sha1|sha224|sha256|sha384|sha512)";
  private static final String BASE64 = "([A-Za-z0-9+/]*={0,2})";
  private static final String PASSLIB64 = "([A-Za-z0-9./+]*={0,2})";
  private static final Pattern PASSLIB =
      Pattern.compile(
          "\\$pbkdf2(?:-" + FUNCTION + ")?\\$(\\d{1,8})\\$" + PASSLIB64 + "\\$" + PASSLIB64);
  private static final Pattern LDAP =
      Pattern.compile(
          "(?i:\\{PBKDF2(?:-" + FUNCTION + ")?\\})(\\d{1,8})\\$" + PASSLIB64 + "\\$" + PASSLIB64);
  private static final String SETTINGS =
      "\\$pbkdf2-" + FUNCTION + "\\$i=(\\d{1,8}),l=(\\d{1,3})\\$" + BASE64 + "\\$";
  private static final Pattern KRATOS = Pattern.compile(SETTINGS + BASE64);
  private static final Pattern RECIPE = Pattern.compile(SETTINGS);
  private static final Pattern DJANGO =
      Pattern.compile("pbkdf2_" + FUNCTION + "\\$(\\d{1,8})\\$([^$]{0,256})\\$" + BASE64);
  private static final Pattern WERKZEUG =
      Pattern.compile("pbkdf2:" + FUNCTION + ":(\\d{1,8})\\$([^$]{0,256})\\$([0-9a-fA-F]+)");

  @Override
  public Optional<ForeignHash> parse(String text) {
    return passlib(text, PASSLIB)
        .or(() -> passlib(text, LDAP))
        .or(() -> kratos(text))
        .or(() -> django(text))
        .or(() -> werkzeug(text));
  }

  private static Optional<ForeignHash> passlib(String text, Pattern pattern) {
    var parts = pattern.matcher(text);
    return parts.matches()
        ? hash(
            parts.group(1) == null ? "sha1" : parts.group(1),
            parts.group(2),
            Encoded.passlib64(parts.group(3)),
            Encoded.passlib64(parts.group(4)))
        : Optional.empty();
  }

  /** Parses the form of Kratos. Ignores the length in the settings, as Kratos does. */
  private static Optional<ForeignHash> kratos(String text) {
    var parts = KRATOS.matcher(text);
    return parts.matches()
        ? hash(
            parts.group(1),
            parts.group(2),
            Encoded.base64(parts.group(4)),
            Encoded.base64(parts.group(5)))
        : Optional.empty();
  }

  private static Optional<ForeignHash> django(String text) {
    var parts = DJANGO.matcher(text);
    return parts.matches()
        ? hash(
            parts.group(1),
            parts.group(2),
            Optional.of(parts.group(3).getBytes(UTF_8)),
            Encoded.base64(parts.group(4)))
        : Optional.empty();
  }

  private static Optional<ForeignHash> werkzeug(String text) {
    var parts = WERKZEUG.matcher(text);
    return parts.matches()
        ? hash(
            parts.group(1),
            parts.group(2),
            Optional.of(parts.group(3).getBytes(UTF_8)),
            Encoded.hex(parts.group(4)))
        : Optional.empty();
  }

  private static Optional<ForeignHash> hash(
      String function, String iterations, Optional<byte[]> salt, Optional<byte[]> hash) {
    return salt.flatMap(
        bytes ->
            hash.flatMap(
                expected ->
                    Pbkdf2Recipe.of(
                            labelled(function), Long.parseLong(iterations), bytes, expected.length)
                        .flatMap(recipe -> ForeignHash.of(recipe, expected))));
  }

  private static Pbkdf2 labelled(String function) {
    return Pbkdf2.valueOf(function.toUpperCase(Locale.ROOT));
  }

  @Override
  public Optional<Recipe> recipe(String text) {
    var parts = RECIPE.matcher(text);
    return parts.matches()
        ? Encoded.base64(parts.group(4))
            .flatMap(
                salt ->
                    Pbkdf2Recipe.of(
                        labelled(parts.group(1)),
                        Long.parseLong(parts.group(2)),
                        salt,
                        Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }
}
