package dev.restauth.token;

import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.Problem;
import dev.restauth.config.Tokens;
import dev.restauth.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What the settings say of signing keys, and of the tokens that these sign. */
public final class TokenSettings {
  /** The property that keeps the issuer that was made. */
  private static final String ISSUER = "issuer";

  /** As long as the issuer that is made where none is given. */
  static final String MADE_ISSUER = "urn:uuid:" + "0".repeat(36);

  private TokenSettings() {}

  static KeyRotation.Policy policy(Config config) {
    Tokens tokens = config.tokens();
    return new KeyRotation.Policy(algorithm(tokens), tokens.keyRotation(), tokens.tokenDuration());
  }

  private static SigningAlgorithm algorithm(Tokens tokens) {
    return switch (tokens.signingAlgorithm()) {
      case ES256 -> SigningAlgorithm.ES256;
      case ED25519 -> SigningAlgorithm.ED25519;
      case EDDSA -> SigningAlgorithm.EDDSA;
      case RS256 -> SigningAlgorithm.RS256;
      case HS256 -> SigningAlgorithm.HS256;
    };
  }

  /** Where clients reach this server, or what the operator chose instead. */
  private static Optional<String> issuer(Config config) {
    return config.tokens().issuer().or(() -> config.listen().publicUrl().map(Object::toString));
  }

  /**
   * Makes sure that every token that may be issued can be presented, before anything is opened.
   *
   * @throws ConfigException where one could become too long
   */
  public static void refuseTooLargeTokens(Config config) {
    if (issuer(config).isEmpty() && config.tokens().audience().isEmpty()) {
      return; // what is made is short: TokenSizeTest
    }
    TokenProfile profile = profile(config, () -> issuer(config).orElse(MADE_ISSUER));
    int largest = TokenIssuer.largest(profile, algorithm(config.tokens()));
    if (largest > TokenProfile.ISSUED_AT_MOST) {
      throw new ConfigException(List.of(new Problem(names(config), tooLarge(largest))));
    }
  }

  private static String names(Config config) {
    String issuer = config.tokens().issuer().isPresent() ? "issuer" : "public-url";
    return config.tokens().audience().isPresent()
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
                                    .setIfAbsent(ISSUER, "urn:uuid:" + UUID.randomUUID()))));
  }

  private static TokenProfile profile(Config config, Supplier<String> issuer) {
    Tokens tokens = config.tokens();
    return new TokenProfile(
        issuer, tokens.audience(), tokens.tokenDuration(), tokens.sessionDuration());
  }
}
