package dev.restauth.password.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The LDAP family: schemes with a single digest in base64 (RFC 2307 section 5.3, and the additions
 * of OpenLDAP). Examples are {@code {SHA}}, and {@code {SSHA}} with a salt after the digest.
 */
final class LdapFormat implements Format {
  private static final Pattern SHAPE =
      Pattern.compile("(?i:\\{(S?)(MD5|SHA|SHA224|SHA256|SHA384|SHA512)\\})([A-Za-z0-9+/]+={0,2})");
  private static final byte[] NOTHING = new byte[0];

  @Override
  public Optional<ForeignHash> parse(String text) {
    var parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    boolean salted = !parts.group(1).isEmpty();
    String name = parts.group(2).toLowerCase(Locale.ROOT);
    HashFunction function = HashFunction.labelled(name.equals("sha") ? "sha1" : name);
    return Encoded.base64(parts.group(3))
        .filter(bytes -> bytes.length >= function.length())
        .filter(bytes -> salted || bytes.length == function.length())
        .flatMap(bytes -> split(function, bytes));
  }

  private static Optional<ForeignHash> split(HashFunction function, byte[] bytes) {
    byte[] salt = Arrays.copyOfRange(bytes, function.length(), bytes.length);
    return new DigestRecipe(function, NOTHING, salt)
        .expecting(Arrays.copyOf(bytes, function.length()));
  }
}
