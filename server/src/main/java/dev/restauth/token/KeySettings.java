package dev.restauth.token;

import dev.restauth.config.Config;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.session.SessionSettings;
import java.time.Duration;
import java.util.List;

/** Settings for signing keys: their algorithm and rotation. */
public final class KeySettings implements Settings {
  static final Setting<Algorithm> SIGNING_ALGORITHM =
      Setting.of(
          "signing-algorithm",
          Group.TOKENS,
          ValueType.choice(Algorithm.values()),
          "es256",
          "Algorithm that signs tokens; with hs256 only this server can verify them");

  static final Setting<Duration> ROTATION =
      Setting.of(
          "key-rotation",
          Group.TOKENS,
          ValueType.span(Duration.ofHours(1), Duration.ofDays(3650)),
          "90d",
          "How long a signing key is used before the next one replaces it");

  /**
   * The names of algorithms (RFC 7518, RFC 8037, RFC 9864). The help text uses this separate list,
   * and therefore loads no library.
   */
  enum Algorithm {
    ES256,
    ED25519,
    EDDSA,
    RS256,
    HS256
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(SIGNING_ALGORITHM, ROTATION);
  }

  static KeyRotation.Policy policy(Config config) {
    return new KeyRotation.Policy(
        algorithm(config), config.get(ROTATION), config.get(SessionSettings.TOKEN_DURATION));
  }

  static SigningAlgorithm algorithm(Config config) {
    return switch (config.get(SIGNING_ALGORITHM)) {
      case ES256 -> SigningAlgorithm.ES256;
      case ED25519 -> SigningAlgorithm.ED25519;
      case EDDSA -> SigningAlgorithm.EDDSA;
      case RS256 -> SigningAlgorithm.RS256;
      case HS256 -> SigningAlgorithm.HS256;
    };
  }
}
