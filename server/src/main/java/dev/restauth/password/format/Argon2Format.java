package dev.restauth.password.format;

import dev.restauth.password.Argon2Parameters;
import dev.restauth.password.format.HashPrimitives.Argon2Type;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The Argon2 family, in the text format of the reference implementation, {@code
 * $argon2i$v=19$m=1024,t=2,p=1$salt$tag}, or with the prefix {@code argon2} of Django or {@code
 * {ARGON2}} of OpenLDAP. A hash without {@code v=} has version 0x10. Hashes with a secret key or
 * with associated data (RFC 9106 section 3.1) are not supported.
 */
final class Argon2Format implements Format {
  private static final int VERSION_10 = 0x10;
  private static final int MIN_SALT_BYTES = 8;
  private static final int MAX_TAG_BYTES = 512;
  private static final String SETTINGS =
      "\\$argon2(id|i|d)\\$(?:v=(16|19)\\$)?m=(\\d{1,7}),t=(\\d{1,8}),p=(\\d{1,3})";
  private static final Pattern HASH =
      Pattern.compile(
          "(?:argon2|(?i:\\{ARGON2\\}))?" + SETTINGS + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
  private static final Pattern RECIPE =
      Pattern.compile(SETTINGS + ",l=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$");

  @Override
  public Optional<ForeignHash> parse(String text) {
    var parts = HASH.matcher(text);
    return parts.matches()
        ? Encoded.base64(parts.group(7))
            .flatMap(
                tag ->
                    recipe(parts.toMatchResult(), parts.group(6), tag.length)
                        .flatMap(recipe -> ForeignHash.of(recipe, tag)))
        : Optional.empty();
  }

  @Override
  public Optional<Recipe> recipe(String text) {
    var parts = RECIPE.matcher(text);
    return parts.matches()
        ? recipe(parts.toMatchResult(), parts.group(7), Integer.parseInt(parts.group(6)))
        : Optional.empty();
  }

  private static Optional<Recipe> recipe(MatchResult settings, String salt64, int length) {
    var type = Argon2Type.valueOf(settings.group(1).toUpperCase(Locale.ROOT));
    int version = settings.group(2) == null ? VERSION_10 : Integer.parseInt(settings.group(2));
    if (length < ForeignHash.MIN_BYTES || length > MAX_TAG_BYTES) {
      return Optional.empty();
    }
    try {
      var parameters =
          new Argon2Parameters(
              Integer.parseInt(settings.group(3)),
              Integer.parseInt(settings.group(4)),
              Integer.parseInt(settings.group(5)));
      return Encoded.base64(salt64)
          .filter(salt -> salt.length >= MIN_SALT_BYTES)
          .map(salt -> new Argon2Recipe(type, version, parameters, salt, length));
    } catch (IllegalArgumentException outOfBounds) {
      return Optional.empty();
    }
  }
}
