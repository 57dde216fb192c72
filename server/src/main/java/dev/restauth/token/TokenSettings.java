package dev.restauth.token;

import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.SettingProblem;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.http.ListenSettings;
import dev.restauth.role.RoleSettings;
import dev.restauth.session.SessionSettings;
import dev.restauth.store.Store;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Settings that all tokens share. */
public final class TokenSettings implements Settings {
  private static final int LONGEST_CLAIM = 2048;

  static final Setting<Optional<String>> ISSUER =
      Setting.optional(
          "issuer",
          Group.TOKENS,
          ValueType.text("TEXT", (text, _) -> claim(text)),
          "the public URL, otherwise a value generated at the first start",
          "Claim iss of every token, at most 2048 characters");

  static final Setting<Optional<String>> AUDIENCE =
      Setting.optional(
          "audience",
          Group.TOKENS,
          ValueType.text("TEXT", (text, _) -> claim(text)),
          "the issuer",
          "Claim aud of every token, at most 2048 characters");

  /** The credentials, besides a personal key, that a client may exchange for a new token. */
  enum Renewal {
    /** Accepts a password, or a token that is still valid, like REST-auth v0.3. */
    ALWAYS,
    /**
     * Accepts a password or an outdated token. The new token expires at the same time as the
     * outdated token, so no token can be exchanged for one that expires later.
     */
    PASSWORD_ONLY
  }

  static final Setting<Renewal> RENEWAL =
      Setting.of(
          "token-renewal",
          Group.TOKENS,
          ValueType.choice(Renewal.values()),
          "always",
          "Whether GET /api/token also exchanges a valid token for a new one");

  /** The property that stores the generated issuer. */
  private static final String ISSUER_PROPERTY = "issuer";

  /** A placeholder as long as a generated issuer. */
  static final String GENERATED_ISSUER = "urn:uuid:" + "0".repeat(36);

  @Override
  public List<Setting<?>> all() {
    return List.of(ISSUER, AUDIENCE, RENEWAL);
  }

  /** Parses a StringOrURI (RFC 7519 section 2). A text that contains a colon must be a URI. */
  private static String claim(String text) {
    if (text.length() > LONGEST_CLAIM || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "expected at most " + LONGEST_CLAIM + " characters and no control characters");
    }
    try {
      return text.contains(":") ? new URI(text).toString() : text;
    } catch (URISyntaxException invalid) {
      throw new IllegalArgumentException("expected a URI, or a text without a colon", invalid);
    }
  }

  /** Returns the issuer that the operator configured; otherwise the public URL of this server. */
  public static Optional<String> issuer(Config config) {
    return config.get(ISSUER).or(() -> config.get(ListenSettings.PUBLIC_URL).map(Object::toString));
  }

  /**
   * Checks that every token that may be issued fits into a request. Call this method before any
   * file or socket is opened.
   *
   * @throws ConfigException if a token could become too long
   */
  public static void checkTokenSize(Config config) {
    if (issuer(config).isEmpty() && config.get(AUDIENCE).isEmpty()) {
      return; // a generated issuer is short enough: see TokenSizeTest
    }
    TokenProfile profile = profile(config, () -> issuer(config).orElse(GENERATED_ISSUER));
    int largest = TokenIssuer.largestLength(profile, KeySettings.algorithm(config));
    if (largest > TokenProfile.ISSUED_AT_MOST) {
      throw new ConfigException(List.of(new SettingProblem(names(config), tooLarge(largest))));
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

  /**
   * Returns the profile. If no issuer is configured, an issuer is generated and stored when it is
   * first needed.
   */
  static TokenProfile profile(Config config, Store store) {
    return profile(
        config,
        // The issuer never comes from the Host header, because the sender of the request could then
        // choose it.
        () ->
            issuer(config)
                .orElseGet(
                    () ->
                        store.inTransaction(
                            tx ->
                                tx.properties()
                                    .setIfAbsent(
                                        ISSUER_PROPERTY, "urn:uuid:" + UUID.randomUUID()))));
  }

  private static TokenProfile profile(Config config, Supplier<String> issuer) {
    return new TokenProfile(
        issuer,
        config.get(AUDIENCE),
        config.get(SessionSettings.TOKEN_DURATION),
        config.get(SessionSettings.DURATION),
        config.get(RoleSettings.ROLE_CLAIM),
        config.get(RoleSettings.ATTRIBUTE_CLAIMS));
  }
}
