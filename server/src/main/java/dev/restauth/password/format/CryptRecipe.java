package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.Md5Crypt;

/** crypt(3) with one of the settings that {@link CryptFormat} reads. */
final class CryptRecipe implements Recipe {
  private final String settings;
  private final Cost cost;

  /**
   * The cost of these settings.
   *
   * @param kind the value of {@link Recipe#kind}
   * @param millis the value of {@link Recipe#typicalMillis}
   */
  record Cost(String kind, double millis, boolean weak) {}

  /**
   * Creates a recipe; the caller has checked the bounds.
   *
   * @param settings the text before the hash; for DES, the two characters of the salt
   */
  CryptRecipe(String settings, Cost cost) {
    this.settings = settings;
    this.cost = cost;
  }

  /** Returns the hash as ASCII characters. */
  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    // The library erases its argument.
    byte[] erased = password.clone();
    String text =
        settings.startsWith("$apr1$")
            ? Md5Crypt.apr1Crypt(erased, settings)
            : Crypt.crypt(erased, settings);
    return text.substring(settings.length()).getBytes(US_ASCII);
  }

  @Override
  public String text() {
    return settings.startsWith("$") ? settings : "{CRYPT}" + settings;
  }

  @Override
  public String kind() {
    return cost.kind();
  }

  @Override
  public double typicalMillis() {
    return cost.millis();
  }

  @Override
  public boolean weak() {
    return cost.weak();
  }
}
