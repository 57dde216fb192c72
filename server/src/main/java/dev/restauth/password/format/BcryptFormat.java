package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.restauth.password.format.BcryptRecipe.Preparation;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Formats of the bcrypt family: plain {@code $2b$12$…}; the variants of Django, passlib and
 * WordPress; bcrypt over a pre-hashed password ({@code {bcrypt-of-sha256-hex}$2b$12$…}); and bcrypt
 * with Devise's pepper ({@code {devise:NAME}$2a$12$…}).
 */
final class BcryptFormat implements Format {
  private static final int MIN_COST = 4;

  /** Maximum cost. A hash with this cost takes about four seconds. */
  private static final int MAX_COST = 16;

  private static final String BCRYPT =
      "\\$2([abxy]?)\\$(\\d\\d)\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})";
  private static final Pattern BARE = Pattern.compile(BCRYPT);

  /** The lengths of hashes that begin with {@code $2b$} and with {@code $2$}. */
  private static final int[] LENGTHS = {60, 59};

  private static final Pattern PASSLIB =
      Pattern.compile(
          "\\$bcrypt-sha256\\$(v=2,t=)?(2[ab]),(?:r=)?(\\d{1,2})"
              + "\\$([./A-Za-z0-9]{22})\\$([./A-Za-z0-9]{31})");
  private static final Pattern PREHASHED =
      Pattern.compile("\\{bcrypt-of-(" + HashFunction.LABELS + ")-(hex|base64)\\}");
  private static final Pattern DEVISE = Pattern.compile("\\{devise:([A-Za-z0-9._-]{1,64})\\}");
  private static final String BCRYPT_ALPHABET =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String BASE64_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  @Override
  public Optional<ForeignHash> parse(String text) {
    var passlib = PASSLIB.matcher(text);
    if (passlib.matches()) {
      return passlib(passlib.toMatchResult());
    }
    for (int length : LENGTHS) {
      int at = text.length() - length;
      if (at >= 0 && text.startsWith("$2", at)) {
        String bcrypt = text.substring(at);
        return preparation(text.substring(0, at)).flatMap(first -> read(first, bcrypt));
      }
    }
    return Optional.empty();
  }

  private static Optional<ForeignHash> passlib(MatchResult parts) {
    boolean keyed = parts.group(1) != null;
    String salt = parts.group(4);
    Preparation first =
        keyed ? keyedWith(salt.getBytes(US_ASCII)) : digest("", HashFunction.SHA256, "base64");
    String cost = "0" + parts.group(3);
    String bcrypt =
        "$%s$%s$%s%s"
            .formatted(parts.group(2), cost.substring(cost.length() - 2), salt, parts.group(5));
    return keyed && !parts.group(2).equals("2b") ? Optional.empty() : read(first, bcrypt);
  }

  /** Returns the preparation that is named by the text before the bcrypt hash. */
  private static Optional<Preparation> preparation(String prefix) {
    return switch (prefix) {
      case "", "bcrypt$" ->
          Optional.of(new Preparation(prefix, "bcrypt", (password, _) -> password.clone()));
      case "bcrypt_sha256$" -> Optional.of(digest(prefix, HashFunction.SHA256, "hex"));
      case "$wp" -> Optional.of(wordPress());
      default -> {
        var prehashed = PREHASHED.matcher(prefix);
        var devise = DEVISE.matcher(prefix);
        yield prehashed.matches()
            ? Optional.of(
                digest(prefix, HashFunction.labelled(prehashed.group(1)), prehashed.group(2)))
            : devise.matches() ? Optional.of(peppered(prefix, devise.group(1))) : Optional.empty();
      }
    };
  }

  private static Preparation digest(String prefix, HashFunction function, String encoding) {
    return new Preparation(
        prefix,
        "bcrypt-of-" + function.label() + "-" + encoding,
        (password, _) -> {
          byte[] digest = function.digest(password);
          return encoding.equals("hex")
              ? HexFormat.of().formatHex(digest).getBytes(US_ASCII)
              : Base64.getEncoder().encode(digest);
        });
  }

  /** Returns the preparation of passlib's bcrypt-sha256, version 2. */
  private static Preparation keyedWith(byte[] salt) {
    return new Preparation(
        "",
        "bcrypt-sha256",
        (password, _) -> Base64.getEncoder().encode(HashFunction.SHA256.hmac(salt, password)));
  }

  /**
   * Returns the preparation of WordPress 6.8. WordPress applies PHP's trim to the password, both
   * when it hashes the password and at log-in.
   */
  private static Preparation wordPress() {
    return new Preparation(
        "$wp",
        "bcrypt-wordpress",
        (password, _) ->
            Base64.getEncoder()
                .encode(
                    HashFunction.SHA384.hmac("wp-sha384".getBytes(US_ASCII), trimmed(password))));
  }

  private static byte[] trimmed(byte[] password) {
    int from = 0;
    int to = password.length;
    while (from < to && isTrimmed(password[from])) {
      from++;
    }
    while (from < to && isTrimmed(password[to - 1])) {
      to--;
    }
    return Arrays.copyOfRange(password, from, to);
  }

  private static boolean isTrimmed(byte octet) {
    return switch (octet) {
      case ' ', '\t', '\n', '\r', 0, 0x0b -> true;
      default -> false;
    };
  }

  private static Preparation peppered(String prefix, String secret) {
    return new Preparation(
        prefix,
        "bcrypt-devise",
        (password, primitives) -> {
          byte[] pepper = primitives.secret(secret);
          byte[] both = Arrays.copyOf(password, password.length + pepper.length);
          System.arraycopy(pepper, 0, both, password.length, pepper.length);
          return both;
        });
  }

  private static Optional<ForeignHash> read(Preparation first, String bcrypt) {
    var parts = BARE.matcher(bcrypt);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int cost = Integer.parseInt(parts.group(2));
    if (cost < MIN_COST || cost > MAX_COST) {
      return Optional.empty();
    }
    char revision = parts.group(1).isEmpty() ? ' ' : parts.group(1).charAt(0);
    String settings = bcrypt.substring(0, parts.start(4));
    return ForeignHash.of(
        new BcryptRecipe(first, settings, revision, cost, decoded(parts.group(3))),
        decoded(parts.group(4)));
  }

  /** Decodes a text whose length and alphabet the caller has checked. */
  private static byte[] decoded(String text) {
    byte[] translated = text.getBytes(ISO_8859_1);
    for (int at = 0; at < translated.length; at++) {
      translated[at] = (byte) BASE64_ALPHABET.charAt(BCRYPT_ALPHABET.indexOf(translated[at]));
    }
    return Base64.getDecoder().decode(translated);
  }
}
