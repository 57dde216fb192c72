package dev.restauth.browser;

import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.Sha256;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.job.Lazy;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The state of log-ins in progress, encrypted for URLs, forms and cookies. The state is either the
 * challenge of a log-in whose second factor is missing, or the mailed code for which a log-in
 * waits. The state is valid only for the browser that began the log-in, and only for the same
 * request of an application. Therefore nobody can complete a log-in in another browser or for
 * another application. Thread-safe.
 */
final class SealedAttempts {
  /**
   * The maximum length of an encrypted text, in characters. A text with the longest e-mail address
   * is shorter.
   */
  private static final int LENGTH_AT_MOST = 1_000;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final String purpose;
  private final Lazy<Sealing> sealing;

  private SealedAttempts(Vault vault, String purpose) {
    this.purpose = purpose;
    this.sealing =
        new Lazy<>(() -> Sealing.under(ENCODER.encodeToString(vault.digest(purpose).of())));
  }

  /** Returns the encryption for challenges of log-ins whose second factor is missing. */
  static SealedAttempts ofFactors(Vault vault) {
    return new SealedAttempts(vault, "login-page-attempt");
  }

  /** Returns the encryption for log-ins that wait for a mailed code. */
  static SealedAttempts ofCodes(Vault vault) {
    return new SealedAttempts(vault, "login-page-code");
  }

  /**
   * Encrypts a text.
   *
   * @param browser the value that binds the text to its browser
   * @param request the encrypted request for which the user logs in
   */
  String seal(String text, String browser, Optional<String> request) {
    return ENCODER.encodeToString(
        sealing.get().seal(text.getBytes(StandardCharsets.UTF_8), identity(browser, request)));
  }

  /** Decrypts a text; empty if it was not encrypted for this browser and this request. */
  Optional<String> open(String sealed, String browser, Optional<String> request) {
    if (sealed.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      byte[] text =
          sealing.get().open(Base64.getUrlDecoder().decode(sealed), identity(browser, request));
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | UnsealFailedException e) {
      return Optional.empty();
    }
  }

  private String identity(String browser, Optional<String> request) {
    return purpose
        + "/"
        + browser
        + "/"
        + request.map(each -> ENCODER.encodeToString(Sha256.of(each))).orElse("");
  }
}
