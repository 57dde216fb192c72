package dev.restauth.token;

import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.Group;
import dev.restauth.config.Problem;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.http.ListenSettings;
import dev.restauth.session.SessionSettings;
import dev.restauth.store.Store;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What all tokens say. */
public final class TokenSettings implements Settings {
  private static final int LONGEST_CLAIM = 2048;

  static final Setting<Optional<String>> ISSUER =
      Setting.optional(
          "issuer",
          Group.TOKENS,
          ValueType.text("TEXT", (text, _) -> claim(text)),
          "the public URL, else a value made at the first start",
          "Claim iss of every token, at most 2048 characters");

  static final Setting<Optional<String>> AUDIENCE =
      Setting.optional(
          "audience",
          Group.TOKENS,
          ValueType.text("TEXT", (text, _) -> claim(text)),
          "the issuer",
          "Claim aud of every token, at most 2048 characters");

  /** For what a new token is given. */
  enum Renewal {
    /** For the password, and for a token that is still valid, as the original did. */
    ALWAYS,
    /** For the password alone: who has a token has it until it expires. */
    PASSWORD_ONLY
  }

  static final Setting<Renewal> RENEWAL =
      Setting.of(
          "token-renewal",
          Group.TOKENS,
          ValueType.choice(Renewal.values()),
          "always",
          "Whether GET /api/token gives a new token also for one that is still valid");

  /** The property that keeps the issuer that was made. */
  private static final String MADE = "issuer";

  /** As long as the issuer that is made where none is given. */
  static final String MADE_ISSUER = "urn:uuid:" + "0".repeat(36);

  @Override
  public List<Setting<?>> all() {
    return List.of(ISSUER, AUDIENCE, RENEWAL);
  }

  /** A StringOrURI of RFC 7519 section 2: with a colon in it, it must be a URI. */
  private static String claim(String text) {
    if (text.length() > LONGEST_CLAIM || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "expected at most " + LONGEST_CLAIM + " characters, none of them a control");
    }
    try {
      return text.contains(":") ? new URI(text).toString() : text;
    } catch (URISyntaxException invalid) {
      throw new IllegalArgumentException("expected a URI, or a text without a colon", invalid);
    }
  }

  /** Where clients reach this server, or what the operator chose instead. */
  private static Optional<String> issuer(Config config) {
    return config.get(ISSUER).or(() -> config.get(ListenSettings.PUBLIC_URL).map(Object::toString));
  }

  /**
   * Makes sure that every token that may be issued can be presented, before anything is opened.
   *
   * @throws ConfigException where one could become too long
   */
  public static void refuseTooLargeTokens(Config config) {
    if (issuer(config).isEmpty() && config.get(AUDIENCE).isEmpty()) {
      return; // what is made is short: TokenSizeTest
    }
    TokenProfile profile = profile(config, () -> issuer(config).orElse(MADE_ISSUER));
    int largest = TokenIssuer.largest(profile, KeySettings.algorithm(config));
    if (largest > TokenProfile.ISSUED_AT_MOST) {
      throw new ConfigException(List.of(new Problem(names(config), tooLarge(largest))));
    }
  }

  private static String names(Config config) {
    String issuer = config.get(ISSUER).isPresent() ? "issuer" : "public-url";
    return config.get(AUDIENCE).isPresent()
        ? issuer(config).isPresent() ? issuer + " and audience" : "audience"
        : issuer;
  }

  private static String tooLarge(int largest) {
    return String.format(
        Locale.ROOT,
        "with these, a token could have %,d characters, but at most %,d fit into a request; shorten"
            + " them, or choose a signing-algorithm with shorter signatures",
        largest,
        TokenProfile.ISSUED_AT_MOST);
  }

  /** Of which the issuer is made, and kept, where none is given: when it is first needed. */
  static TokenProfile profile(Config config, Store store) {
    return profile(
        config,
        // Never the Host header: whoever sets that would choose who issued a token.
        () ->
            issuer(config)
                .orElseGet(
                    () ->
                        store.inTransaction(
                            tx ->
                                tx.properties()
                                    .setIfAbsent(MADE, "urn:uuid:" + UUID.randomUUID()))));
  }

  private static TokenProfile profile(Config config, Supplier<String> issuer) {
    return new TokenProfile(
        issuer,
        config.get(AUDIENCE),
        config.get(SessionSettings.TOKEN_DURATION),
        config.get(SessionSettings.DURATION));
  }
}
