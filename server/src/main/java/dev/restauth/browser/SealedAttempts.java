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
 * The challenges of log-ins that lack a factor, sealed for URLs and forms. Each opens only in the browser that proved the
 * first factor, and only with the request for which it did: a stranger's log-in cannot be completed by the user of another
 * browser, nor for another application. Thread-safe.
 */
final class SealedAttempts {
  /** The maximum length, in characters. */
  private static final int LENGTH_AT_MOST = 300;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Lazy<Sealing> sealing;

  SealedAttempts(Vault vault) {
    this.sealing =
        new Lazy<>(
            () -> Sealing.under(ENCODER.encodeToString(vault.digest("login-page-attempt").of())));
  }

  /**
   * Seals a challenge.
   *
   * @param browser what binds it to its browser
   * @param request the sealed request for which the user logs in
   */
  String seal(String handle, String browser, Optional<String> request) {
    return ENCODER.encodeToString(
        sealing.get().seal(handle.getBytes(StandardCharsets.UTF_8), identity(browser, request)));
  }

  /** Returns a challenge; empty if it was not sealed for this browser and this request. */
  Optional<String> open(String sealed, String browser, Optional<String> request) {
    if (sealed.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      byte[] handle =
          sealing.get().open(Base64.getUrlDecoder().decode(sealed), identity(browser, request));
      return Optional.of(new String(handle, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | UnsealFailedException e) {
      return Optional.empty();
    }
  }

  private static String identity(String browser, Optional<String> request) {
    return "login-page-attempt/"
        + browser
        + "/"
        + request.map(each -> ENCODER.encodeToString(Sha256.of(each))).orElse("");
  }
}
