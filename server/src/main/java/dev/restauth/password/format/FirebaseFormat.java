package dev.restauth.password.format;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Firebase scrypt family, in the text that {@link FirebaseScrypt} writes: {@code
 * $firescrypt$ln=14,r=8,p=1$salt$separator${secret:NAME}$hash}.
 */
final class FirebaseFormat implements Format {
  private static final Pattern STORED =
      Pattern.compile(
          "(\\$firescrypt\\$ln=(\\d{1,2}),r=(\\d{1,3}),p=1\\$(B64)\\$(B64)"
                  .replace("B64", "[A-Za-z0-9+/_-]*={0,2}")
              + "\\$\\{secret:([A-Za-z0-9._-]{1,64})\\}\\$)([A-Za-z0-9+/_-]+={0,2})");

  @Override
  public Optional<ForeignHash> parse(String text) {
    var parts = STORED.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var settings = parts.toMatchResult();
    return Encoded.anyBase64(settings.group(4))
        .flatMap(
            salt -> Encoded.anyBase64(settings.group(5)).map(separator -> joined(salt, separator)))
        .flatMap(
            salt ->
                ScryptRecipe.of(
                    1L << Math.min(62, Integer.parseInt(settings.group(2))),
                    Integer.parseInt(settings.group(3)),
                    1,
                    salt,
                    FirebaseRecipe.KEY_BYTES))
        .map(scrypt -> new FirebaseRecipe(scrypt, settings.group(1), settings.group(6)))
        .flatMap(
            recipe ->
                Encoded.anyBase64(settings.group(7)).flatMap(hash -> ForeignHash.of(recipe, hash)));
  }

  private static byte[] joined(byte[] salt, byte[] separator) {
    var both = new ByteArrayOutputStream();
    both.writeBytes(salt);
    both.writeBytes(separator);
    return both.toByteArray();
  }
}
