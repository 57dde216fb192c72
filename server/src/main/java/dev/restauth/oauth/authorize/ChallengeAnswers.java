package dev.restauth.oauth.authorize;

import dev.restauth.http.Answer;
import dev.restauth.http.FieldNames;
import dev.restauth.json.JsonWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The answers of the authorization challenge endpoint (OAuth 2.0 for First-Party Applications,
 * draft 04, section 5.2).
 */
final class ChallengeAnswers {
  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final String RETRY_SECONDS = "5";
  private static final String LATER = "temporarily_unavailable";

  private ChallengeAnswers() {}

  static Answer code(String code) {
    return Answer.json(200, json -> json.text("authorization_code", code));
  }

  /**
   * Returns the answer that asks for another proof.
   *
   * @param methods the methods of the proofs that the user can present
   * @param passkey writes the options of a request for a passkey; empty if the user cannot present
   *     a passkey
   */
  static Answer insufficient(
      String authSession, Collection<String> methods, Optional<Consumer<JsonWriter>> passkey) {
    return Answer.json(
        BAD_REQUEST,
        json -> {
          json.text("error", "insufficient_authorization")
              .text(
                  "error_description", "Send the auth_session, and what one of the methods needs.")
              .text("auth_session", authSession)
              .texts("methods", methods.stream().sorted().toList());
          passkey.ifPresent(options -> json.object("passkey", options));
        });
  }

  /** Returns the answer to a wrong password, code or passkey. */
  static Answer denied(String description) {
    return refused("access_denied", description);
  }

  /** Returns the answer to an {@code auth_session} with which the client cannot continue. */
  static Answer invalidSession() {
    return refused(
        "invalid_session",
        "The auth_session is unknown, was used, has ended, or belongs to another client. Begin again.");
  }

  /** Returns the answer to a request that requires a page. */
  static Answer redirectToWeb(String description) {
    return refused("redirect_to_web", description);
  }

  static Answer refused(AuthorizationError error, String description) {
    return refused(error.code(), description);
  }

  private static Answer refused(String error, String description) {
    return ClientForms.refused(BAD_REQUEST, error, description);
  }

  static Answer throttled(Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return ClientForms.refused(
            TOO_MANY_REQUESTS, LATER, "Too many log-ins have failed. Wait, then try again.")
        .with(FieldNames.RETRY_AFTER, Long.toString(seconds));
  }

  static Answer busy() {
    return ClientForms.refused(
            UNAVAILABLE, LATER, "Too many passwords are being checked at the moment.")
        .with(FieldNames.RETRY_AFTER, RETRY_SECONDS);
  }
}
