package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The digest formats that Kratos can import: {@code $sha256$pf=…$salt$hash}, in which {@code pf} is
 * a pattern such as {@code {SALT}{PASSWORD}} in base64; {@code $md5$hash}; and {@code
 * $hmac-sha256$hash$key}.
 */
final class KratosDigestFormat implements Format {
  private static final String BASE64 = "([A-Za-z0-9+/]*={0,2})";
  private static final Pattern PATTERN =
      Pattern.compile(
          "\\$(md5|sha1|sha256|sha512)\\$pf=" + BASE64 + "\\$" + BASE64 + "\\$" + BASE64);
  private static final Pattern MD5 = Pattern.compile("\\$md5\\$" + BASE64);
  private static final Pattern HMAC =
      Pattern.compile("\\$hmac-(" + HashFunction.LABELS + ")\\$" + BASE64 + "\\$" + BASE64);
  private static final String PASSWORD = "{PASSWORD}";
  private static final byte[] NOTHING = new byte[0];

  @Override
  public Optional<ForeignHash> parse(String text) {
    var pattern = PATTERN.matcher(text);
    if (pattern.matches()) {
      return Encoded.base64(pattern.group(4))
          .flatMap(
              hash ->
                  patterned(
                          HashFunction.labelled(pattern.group(1)),
                          latin(pattern.group(2)),
                          latin(pattern.group(3)))
                      .flatMap(recipe -> recipe.expecting(hash)));
    }
    var md5 = MD5.matcher(text);
    if (md5.matches()) {
      return Encoded.base64(md5.group(1))
          .flatMap(new DigestRecipe(HashFunction.MD5, NOTHING, NOTHING)::expecting);
    }
    var hmac = HMAC.matcher(text);
    return hmac.matches()
        ? latin(hmac.group(2))
            .flatMap(Encoded::hex)
            .flatMap(
                hash ->
                    Encoded.base64(hmac.group(3))
                        .map(key -> new HmacRecipe(HashFunction.labelled(hmac.group(1)), key))
                        .flatMap(recipe -> recipe.expecting(hash)))
        : Optional.empty();
  }

  /** Decodes base64 into a text with one character per byte, so that string methods work on it. */
  private static Optional<String> latin(String base64) {
    return Encoded.base64(base64).map(bytes -> new String(bytes, ISO_8859_1));
  }

  private static Optional<DigestRecipe> patterned(
      HashFunction function, Optional<String> pattern, Optional<String> salt) {
    if (pattern.isEmpty() || salt.isEmpty()) {
      return Optional.empty();
    }
    String form = pattern.get();
    int at = form.indexOf(PASSWORD);
    if (at < 0 || form.indexOf(PASSWORD, at + 1) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new DigestRecipe(
            function,
            filled(form.substring(0, at), salt.get()),
            filled(form.substring(at + PASSWORD.length()), salt.get())));
  }

  private static byte[] filled(String part, String salt) {
    return part.replace("{SALT}", salt).getBytes(ISO_8859_1);
  }
}
