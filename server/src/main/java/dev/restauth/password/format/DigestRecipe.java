package dev.restauth.password.format;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A single digest of the password, with a salt or a fixed text before the password, after it, or
 * both. Source systems write the same recipe in many ways, so this server stores it in its own
 * form: {@code {sha1:BEFORE:AFTER}}, with both texts in base64.
 */
final class DigestRecipe implements SingleDigest {
  private static final Pattern TEXT =
      Pattern.compile("\\{(" + HashFunction.LABELS + "):([A-Za-z0-9+/]*):([A-Za-z0-9+/]*)\\}");

  private final HashFunction function;
  private final byte[] before;
  private final byte[] after;

  /** Creates a recipe. The arrays are not copied; the caller must not change them afterwards. */
  DigestRecipe(HashFunction function, byte[] before, byte[] after) {
    this.function = function;
    this.before = before;
    this.after = after;
  }

  static Optional<SingleDigest> read(String text) {
    var parts = TEXT.matcher(text);
    return parts.matches()
        ? Encoded.base64(parts.group(2))
            .flatMap(
                before ->
                    Encoded.base64(parts.group(3))
                        .map(
                            after ->
                                new DigestRecipe(
                                    HashFunction.labelled(parts.group(1)), before, after)))
        : Optional.empty();
  }

  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    return function.digest(before, password, after);
  }

  @Override
  public HashFunction function() {
    return function;
  }

  @Override
  public String text() {
    return "{"
        + function.label()
        + ":"
        + Encoded.toBase64(before)
        + ":"
        + Encoded.toBase64(after)
        + "}";
  }

  @Override
  public String kind() {
    return function.label() + (before.length + after.length > 0 ? " salted" : "");
  }

  @Override
  public double typicalMillis() {
    return 0.001;
  }
}
