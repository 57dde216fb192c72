package dev.restauth.browser;

import dev.restauth.factor.TotpEnrolment.Offer;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The page on which a user sets up an authenticator app.
 *
 * @param action the path to which the form is sent
 * @param hidden the hidden fields of the form
 * @param token the form token
 * @param offer the secret for the app
 * @param error the error to show, if any
 * @param cancel the path of the page to which the user returns if they cancel
 */
public record TotpView(
    String action,
    Map<String, String> hidden,
    String token,
    Offer offer,
    Message error,
    Optional<String> cancel)
    implements View {
  /** Copies the fields. */
  public TotpView {
    hidden = Map.copyOf(hidden);
  }

  /** The image as a data URL, so that the browser loads no other file. */
  public String image() {
    return "data:image/svg+xml;base64,"
        + Base64.getEncoder().encodeToString(offer.qrSvg().getBytes(StandardCharsets.UTF_8));
  }

  /** The secret in groups of four characters, which are easier to type. */
  public String key() {
    return offer.secret().replaceAll("(.{4})(?!$)", "$1 ");
  }

  @Override
  public String template() {
    return "account/totp.jte";
  }

  /** Returns a text without the secret. */
  @Override
  public String toString() {
    return "TotpView[]";
  }
}
