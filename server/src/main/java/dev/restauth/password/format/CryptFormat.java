package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.restauth.password.format.CryptRecipe.Cost;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The crypt(3) family of /etc/shadow and htpasswd: {@code $1$}, {@code $apr1$}, {@code $5$}, {@code
 * $6$}, and DES. The 13 characters of a DES hash look like a password in plain text, so they must
 * have the prefix {@code {CRYPT}} of LDAP. For the other kinds, and for bcrypt hashes, this prefix
 * is optional. MD5 and SHA-2 hashes may instead have a prefix that Kratos writes, such as {@code
 * $md5-crypt$}.
 */
final class CryptFormat implements Format {
  private static final int DEFAULT_ROUNDS = 5_000;
  private static final int MIN_ROUNDS = 1_000;
  private static final int MAX_ROUNDS = 1_000_000;
  private static final double MILLIS_PER_ROUND = 0.00035;
  private static final Cost MD5 = new Cost("md5-crypt", 0.5, true);
  private static final Cost APR1 = new Cost("apr1-crypt", 0.5, true);
  private static final Cost DES = new Cost("des-crypt", 0.1, true);

  private static final Pattern MODULAR =
      Pattern.compile(
          "(\\$(?:(1|apr1)\\$[./A-Za-z0-9]{1,8}"
              + "|([56])\\$(?:rounds=([1-9]\\d{3,6})\\$)?[./A-Za-z0-9]{1,16})\\$)([./A-Za-z0-9]*)");
  private static final Pattern DES_HASH = Pattern.compile("([./A-Za-z0-9]{2})([./A-Za-z0-9]{11})");
  private static final Pattern DES_RECIPE = Pattern.compile("\\{CRYPT\\}([./A-Za-z0-9]{2})");
  private static final Pattern LDAP = Pattern.compile("(?i:\\{B?CRYPT\\})(.*)");
  private static final Pattern KRATOS = Pattern.compile("\\$(md5|sha256|sha512)-crypt(\\$.*)");

  @Override
  public Optional<ForeignHash> parse(String text) {
    var ldap = LDAP.matcher(text);
    if (ldap.matches()) {
      String rest = ldap.group(1);
      return rest.startsWith("$2")
          ? new BcryptFormat().parse(rest)
          : des(rest).or(() -> crypt(rest));
    }
    var kratos = KRATOS.matcher(text);
    return kratos.matches() ? crypt(number(kratos.group(1)) + kratos.group(2)) : crypt(text);
  }

  private static String number(String name) {
    return switch (name) {
      case "md5" -> "$1";
      case "sha256" -> "$5";
      default -> "$6";
    };
  }

  private static Optional<ForeignHash> des(String text) {
    var parts = DES_HASH.matcher(text);
    return parts.matches()
        ? ForeignHash.of(new CryptRecipe(parts.group(1), DES), parts.group(2).getBytes(US_ASCII))
        : Optional.empty();
  }

  private static Optional<ForeignHash> crypt(String text) {
    var modular = MODULAR.matcher(text);
    return modular.matches()
        ? modular(text.substring(0, modular.start(5)))
            .filter(_ -> modular.group(5).length() == characters(modular.group(3)))
            .flatMap(recipe -> ForeignHash.of(recipe, modular.group(5).getBytes(US_ASCII)))
        : Optional.empty();
  }

  private static Optional<Recipe> modular(String settings) {
    var parts = MODULAR.matcher(settings);
    if (!parts.matches() || !parts.group(5).isEmpty()) {
      return Optional.empty();
    }
    if (parts.group(3) == null) {
      return Optional.of(new CryptRecipe(settings, parts.group(2).equals("1") ? MD5 : APR1));
    }
    int rounds = parts.group(4) == null ? DEFAULT_ROUNDS : Integer.parseInt(parts.group(4));
    if (rounds < MIN_ROUNDS || rounds > MAX_ROUNDS) {
      return Optional.empty();
    }
    String name = parts.group(3).equals("5") ? "sha256-crypt " : "sha512-crypt ";
    var cost = new Cost(name + rounds, MILLIS_PER_ROUND * rounds, rounds < DEFAULT_ROUNDS);
    return Optional.of(new CryptRecipe(settings, cost));
  }

  @Override
  public Optional<Recipe> recipe(String text) {
    var des = DES_RECIPE.matcher(text);
    return des.matches() ? Optional.of(new CryptRecipe(des.group(1), DES)) : modular(text);
  }

  /**
   * Returns the number of characters of a hash. The argument is the digit of SHA-2, 5 or 6; null
   * for MD5.
   */
  private static int characters(@org.jspecify.annotations.Nullable String sha2) {
    if (sha2 == null) {
      return 22;
    }
    return sha2.equals("5") ? 43 : 86;
  }
}
