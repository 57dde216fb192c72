package dev.restauth.adopt.source;

import dev.restauth.factor.Totp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads second factors from the columns of a table. An empty column counts as missing. */
final class FactorColumns {
  static final String SECRET = "totp_secret";

  /**
   * The column that names a factor of another kind. Further columns with this prefix name further
   * factors.
   */
  static final String OTHER = "other_factors";

  private static final String SECRET_HEX = "totp_secret_hex";
  private static final String RECOVERY_CODES = "recovery_codes";

  private static final int TEXT_AT_MOST = 10_000;
  private static final Pattern BETWEEN_CODES = Pattern.compile("[\\s,;]+");

  private FactorColumns() {}

  /** Reads the columns of one user. */
  static SourceFactors read(Map<String, String> columns) {
    if (columns.values().stream().allMatch(String::isBlank)) {
      return SourceFactors.NONE;
    }
    FactorCollector found = new FactorCollector();
    Optional<String> hex = text(columns, SECRET_HEX);
    if (hex.isPresent()) {
      Optional<Totp> app = app(columns, hex.flatMap(TotpTexts::hex));
      found.totp(app, app.map(each -> usedUntil(columns, each)).orElse(Instant.EPOCH));
    }
    Optional<String> secret = text(columns, SECRET);
    if (secret.filter(TotpTexts::isUri).isPresent()) {
      found.totp(secret.flatMap(TotpTexts::uri));
    } else if (secret.isPresent()) {
      Optional<Totp> app =
          hex.isPresent()
              ? secret.flatMap(TotpTexts::base32App)
              : app(columns, secret.flatMap(TotpTexts::base32));
      found.totp(app, app.map(each -> usedUntil(columns, each)).orElse(Instant.EPOCH));
    }
    text(columns, RECOVERY_CODES)
        .ifPresent(codes -> BETWEEN_CODES.splitAsStream(codes).forEach(found::recoveryCode));
    columns.keySet().stream()
        .filter(name -> name.startsWith(OTHER))
        .sorted()
        .forEach(name -> text(columns, name).ifPresent(found::missing));
    return found.factors();
  }

  private static Optional<String> text(Map<String, String> columns, String name) {
    return Optional.ofNullable(columns.get(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> text.substring(0, Math.min(text.length(), TEXT_AT_MOST)));
  }

  private static Optional<Totp> app(Map<String, String> columns, Optional<byte[]> secret) {
    return TotpTexts.app(
        secret,
        text(columns, "totp_algorithm"),
        text(columns, "totp_digits"),
        text(columns, "totp_period"));
  }

  private static Instant usedUntil(Map<String, String> columns, Totp app) {
    return usedUntil(text(columns, "totp_last_step").orElse(""), app.period());
  }

  /**
   * Returns the time at which a time step of an authenticator app begins; the epoch if {@code step}
   * is not a number.
   */
  static Instant usedUntil(String step, int period) {
    return step.matches("[0-9]{1,12}")
        ? Instant.ofEpochSecond(Long.parseLong(step) * period)
        : Instant.EPOCH;
  }
}
