package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.restauth.password.format.PhpassRecipe.Variant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The phpass family: {@code $P$} of WordPress before 6.8 and Joomla, {@code $H$} of phpBB, {@code
 * $S$} of Drupal 7, and {@code U$S$} of Drupal 7, for hashes that it converted from Drupal 6.
 */
final class PhpassFormat implements Format {
  private static final int MIN_EXPONENT = 7;
  private static final int MAX_EXPONENT = 22;
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:(\\$[PH]\\$)|(U?)\\$S\\$)([./A-Za-z0-9])[./A-Za-z0-9]{8}([./A-Za-z0-9]*)");

  @Override
  public Optional<ForeignHash> parse(String text) {
    var parts = SHAPE.matcher(text);
    return parts.matches()
        ? read(text.substring(0, parts.start(4)))
            .filter(recipe -> recipe.variant().characters() == parts.group(4).length())
            .flatMap(recipe -> ForeignHash.of(recipe, parts.group(4).getBytes(US_ASCII)))
        : Optional.empty();
  }

  @Override
  public Optional<Recipe> recipe(String text) {
    return read(text).map(recipe -> recipe);
  }

  private static Optional<PhpassRecipe> read(String settings) {
    var parts = SHAPE.matcher(settings);
    if (!parts.matches() || !parts.group(4).isEmpty()) {
      return Optional.empty();
    }
    int exponent = PhpassRecipe.ALPHABET.indexOf(parts.group(3));
    if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) {
      return Optional.empty();
    }
    boolean md5First = settings.startsWith("U");
    return Optional.of(
        new PhpassRecipe(
            md5First,
            md5First ? settings.substring(1) : settings,
            parts.group(1) == null ? Variant.SHA512 : Variant.MD5));
  }
}
