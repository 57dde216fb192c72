package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The family of single digests and HMACs of the password. It reads this server's own texts, {@code
 * {sha1:BEFORE:AFTER}hex} and {@code {hmac-sha1:KEY}hex}; {@link NamedFormat} converts hashes
 * without a distinctive prefix into these texts. The family also reads other systems' texts that
 * name the hash function.
 *
 * <p>{@code sha1$salt$hex} is ambiguous: in Werkzeug before 2.3 it is an HMAC, in Django a digest
 * of salt and password. Django generates salts of 5, 12 or 22 characters, Werkzeug salts of 8.
 * Salts of other lengths are refused, so the operator must name the format. Django never wrote such
 * a text with SHA-2.
 */
final class DigestFormat implements Format {
  private static final Pattern OWN = Pattern.compile("(\\{[^}]*\\})(\\p{XDigit}+)");
  private static final Pattern DOLLARS =
      Pattern.compile("(md5|sha1|sha224|sha256|sha384|sha512)\\$([^$]{0,256})\\$(\\p{XDigit}+)");

  /**
   * The form of Joomla 1.5 to 2.5. If a salt has another length, the operator must name the format.
   */
  private static final Pattern JOOMLA =
      Pattern.compile("(\\p{XDigit}{32}):([A-Za-z0-9]{16}|[A-Za-z0-9]{32})");

  private static final byte[] NOTHING = new byte[0];

  @Override
  public Optional<ForeignHash> parse(String text) {
    var own = OWN.matcher(text);
    if (own.matches()) {
      return digest(own.group(1)).flatMap(recipe -> hash(recipe, own.group(2)));
    }
    var dollars = DOLLARS.matcher(text);
    if (dollars.matches()) {
      return ambiguous(HashFunction.labelled(dollars.group(1)), dollars.group(2))
          .flatMap(recipe -> hash(recipe, dollars.group(3)));
    }
    var joomla = JOOMLA.matcher(text);
    return joomla.matches()
        ? hash(
            new DigestRecipe(HashFunction.MD5, NOTHING, joomla.group(2).getBytes(UTF_8)),
            joomla.group(1))
        : Optional.empty();
  }

  private static Optional<SingleDigest> ambiguous(HashFunction function, String salt) {
    byte[] bytes = salt.getBytes(UTF_8);
    SingleDigest plain = new DigestRecipe(function, bytes, NOTHING);
    SingleDigest hmac = new HmacRecipe(function, bytes);
    if (salt.isEmpty()) {
      return Optional.of(plain);
    }
    return switch (function) {
      case MD5, SHA1 ->
          switch (salt.length()) {
            case 5, 12, 22 -> Optional.of(plain);
            case 8 -> Optional.of(hmac);
            default -> Optional.empty();
          };
      case MD4, SHA224, SHA256, SHA384, SHA512 -> Optional.of(hmac);
    };
  }

  private static Optional<ForeignHash> hash(SingleDigest recipe, String hex) {
    return Encoded.hex(hex).flatMap(recipe::expecting);
  }

  @Override
  public Optional<Recipe> recipe(String text) {
    return digest(text).map(recipe -> recipe);
  }

  private static Optional<SingleDigest> digest(String text) {
    return DigestRecipe.read(text).or(() -> HmacRecipe.read(text));
  }
}
