package dev.restauth.oauth.grant;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Proof Key for Code Exchange (RFC 7636), only with the method S256. */
final class CodeVerifier {
  /** The allowed form of a verifier (section 4.1). */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  private CodeVerifier() {}

  /**
   * Returns whether a verifier matches a challenge, or both are missing. If there is a verifier but
   * no challenge, an attacker has removed the challenge from the authorization request (RFC 9700
   * section 4.8.2).
   */
  static boolean fits(Optional<String> verifier, Optional<String> challenge) {
    if (verifier.isEmpty() || challenge.isEmpty()) {
      return verifier.isEmpty() && challenge.isEmpty();
    }
    return FORM.matcher(verifier.get()).matches()
        && ConstantTime.equals(
            challenge.get().getBytes(StandardCharsets.US_ASCII),
            Base64.getUrlEncoder().withoutPadding().encode(Sha256.of(verifier.get())));
  }
}
