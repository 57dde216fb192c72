package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The scrypt family: {@code $scrypt$ln=15,r=8,p=1$salt$hash} of passlib and of Kratos, but Kratos
 * writes the cost instead of its logarithm; {@code scrypt$16384$salt$8$1$hash} of Django; {@code
 * scrypt:32768:8:1$salt$hex} of Werkzeug.
 */
final class ScryptFormat implements Format {
  /**
   * The maximum logarithm of the cost. A larger number is the cost itself, because no system ever
   * used a cost below 32.
   */
  private static final int MAX_LOGARITHM = 31;

  private static final String SETTINGS = "\\$scrypt\\$ln=(\\d{1,8}),r=(\\d{1,8}),p=(\\d{1,8})";
  private static final String BASE64 = "([A-Za-z0-9+/]*={0,2})";
  private static final Pattern PHC = Pattern.compile(SETTINGS + "\\$" + BASE64 + "\\$" + BASE64);
  private static final Pattern RECIPE =
      Pattern.compile(SETTINGS + ",l=(\\d{1,3})\\$" + BASE64 + "\\$");
  private static final Pattern DJANGO =
      Pattern.compile("scrypt\\$(\\d{1,8})\\$([^$]{0,256})\\$(\\d{1,8})\\$(\\d{1,8})\\$" + BASE64);
  private static final Pattern WERKZEUG =
      Pattern.compile("scrypt:(\\d{1,8}):(\\d{1,8}):(\\d{1,8})\\$([^$]{0,256})\\$([0-9a-fA-F]+)");

  @Override
  public Optional<ForeignHash> parse(String text) {
    var phc = PHC.matcher(text);
    if (phc.matches()) {
      return hash(
          cost(phc.group(1)),
          phc.group(2),
          phc.group(3),
          Encoded.base64(phc.group(4)),
          Encoded.base64(phc.group(5)));
    }
    var django = DJANGO.matcher(text);
    if (django.matches()) {
      return hash(
          Long.parseLong(django.group(1)),
          django.group(3),
          django.group(4),
          Optional.of(django.group(2).getBytes(UTF_8)),
          Encoded.base64(django.group(5)));
    }
    var werkzeug = WERKZEUG.matcher(text);
    return werkzeug.matches()
        ? hash(
            Long.parseLong(werkzeug.group(1)),
            werkzeug.group(2),
            werkzeug.group(3),
            Optional.of(werkzeug.group(4).getBytes(UTF_8)),
            Encoded.hex(werkzeug.group(5)))
        : Optional.empty();
  }

  private static Optional<ForeignHash> hash(
      long cost,
      String blockSize,
      String parallelism,
      Optional<byte[]> salt,
      Optional<byte[]> hash) {
    return hash.flatMap(
        expected ->
            recipe(cost, blockSize, parallelism, salt, expected.length)
                .flatMap(recipe -> ForeignHash.of(recipe, expected)));
  }

  private static Optional<ScryptRecipe> recipe(
      long cost, String blockSize, String parallelism, Optional<byte[]> salt, int length) {
    return salt.flatMap(
        bytes ->
            ScryptRecipe.of(
                cost, Integer.parseInt(blockSize), Integer.parseInt(parallelism), bytes, length));
  }

  private static long cost(String logarithm) {
    int value = Integer.parseInt(logarithm);
    return value <= MAX_LOGARITHM ? 1L << value : value;
  }

  @Override
  public Optional<Recipe> recipe(String text) {
    var parts = RECIPE.matcher(text);
    return parts.matches()
        ? recipe(
                cost(parts.group(1)),
                parts.group(2),
                parts.group(3),
                Encoded.base64(parts.group(5)),
                Integer.parseInt(parts.group(4)))
            .map(recipe -> recipe)
        : Optional.empty();
  }
}
