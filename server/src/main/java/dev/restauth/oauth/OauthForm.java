package dev.restauth.oauth;

import dev.restauth.http.Form;
import dev.restauth.token.TokenProfile;
import java.util.Optional;
import java.util.Set;

/**
 * The form that all OAuth endpoints receive, and the rules that all of them share (RFC 6749 section
 * 3.2).
 *
 * @param form a form without repeated parameters
 */
record OauthForm(Form form) {
  /**
   * The parameters with which a client authenticates (RFC 6749 section 2.3.1, RFC 7521 section
   * 4.2).
   */
  private static final Set<String> CREDENTIALS =
      Set.of("client_secret", "client_assertion", "client_assertion_type");

  /**
   * Reads a form.
   *
   * @param sent the form; empty if the body was not a form
   */
  static OauthForm read(Optional<Form> sent) {
    Form form =
        sent.orElseThrow(
            () ->
                OauthError.INVALID_REQUEST.because(
                    "Send a form with the header Content-Type: application/x-www-form-urlencoded,"
                        + " well-formed and of at most 100 parameters."));
    if (form.hasRepeated()) {
      throw OauthError.INVALID_REQUEST.because("A parameter is repeated.");
    }
    return new OauthForm(form);
  }

  /**
   * Returns a parameter; a parameter without a value is treated as missing (RFC 6749 section 3.1).
   */
  Optional<String> parameter(String name) {
    return form.one(name);
  }

  /** Returns a required parameter. */
  String required(String name) {
    return parameter(name)
        .orElseThrow(
            () -> OauthError.INVALID_REQUEST.because("The parameter " + name + " is missing."));
  }

  /**
   * Returns the client id. There is only one client; it is public and need not send its id. A
   * client that authenticates expects another server, or assumes that it is registered.
   *
   * @param authorization whether an Authorization header was sent
   */
  String clientId(boolean authorization) {
    if (authorization || CREDENTIALS.stream().anyMatch(this::isPresent)) {
      throw OauthError.INVALID_CLIENT.because(
          "This server has no clients with a secret. Send neither an Authorization header nor a secret.");
    }
    String clientId = parameter("client_id").orElse(TokenProfile.CLIENT_ID);
    if (!clientId.equals(TokenProfile.CLIENT_ID)) {
      throw OauthError.INVALID_CLIENT.because(
          "There is no such client. Leave client_id out, or send " + TokenProfile.CLIENT_ID + ".");
    }
    return clientId;
  }

  private boolean isPresent(String name) {
    return parameter(name).isPresent();
  }
}
