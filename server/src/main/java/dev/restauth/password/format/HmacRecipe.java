package dev.restauth.password.format;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An HMAC (RFC 2104) of the password, with the salt as its key. Stored in this server's own form.
 */
final class HmacRecipe implements SingleDigest {
  private static final Pattern TEXT =
      Pattern.compile("\\{hmac-(" + HashFunction.LABELS + "):([A-Za-z0-9+/]*)\\}");

  private final HashFunction function;
  private final byte[] key;

  /** Creates a recipe. The array is not copied; the caller must not change it afterwards. */
  HmacRecipe(HashFunction function, byte[] key) {
    this.function = function;
    this.key = key;
  }

  static Optional<SingleDigest> read(String text) {
    var parts = TEXT.matcher(text);
    return parts.matches()
        ? Encoded.base64(parts.group(2))
            .map(key -> new HmacRecipe(HashFunction.labelled(parts.group(1)), key))
        : Optional.empty();
  }

  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    return function.hmac(key, password);
  }

  @Override
  public HashFunction function() {
    return function;
  }

  @Override
  public String text() {
    return "{hmac-" + function.label() + ":" + Encoded.toBase64(key) + "}";
  }

  @Override
  public String kind() {
    return "hmac-" + function.label();
  }

  @Override
  public double typicalMillis() {
    return 0.002;
  }
}
