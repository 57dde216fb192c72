package dev.restauth.oauth;

import dev.restauth.http.Form;
import dev.restauth.token.TokenProfile;
import java.util.Optional;
import java.util.Set;

/**
 * The form that every endpoint gets, and what holds for all of them (RFC 6749 section 3.2).
 *
 * @param form no parameter of which stands there twice
 */
record OauthForm(Form form) {
  /** With one of these a client would authenticate (RFC 6749 section 2.3.1, RFC 7521 section 4.2). */
  private static final Set<String> CREDENTIALS =
      Set.of("client_secret", "client_assertion", "client_assertion_type");

  /**
   * Reads it.
   *
   * @param sent empty where the body was no form
   */
  static OauthForm read(Optional<Form> sent) {
    Form form =
        sent.orElseThrow(
            () ->
                OauthError.INVALID_REQUEST.because(
                    "Send a form with the header Content-Type: application/x-www-form-urlencoded,"
                        + " well-formed and of at most 100 parameters."));
    if (form.hasRepeated()) {
      throw OauthError.INVALID_REQUEST.because("A parameter stands there more than once.");
    }
    return new OauthForm(form);
  }

  /** A parameter; one without a value counts as missing (RFC 6749 section 3.1). */
  Optional<String> parameter(String name) {
    return form.one(name);
  }

  /** A parameter that must be there. */
  String required(String name) {
    return parameter(name)
        .orElseThrow(
            () -> OauthError.INVALID_REQUEST.because("The parameter " + name + " is missing."));
  }

  /**
   * The client. There is one, it is public and needs no name; whoever authenticates takes us for another
   * server, or her client for one that is registered here.
   *
   * @param authorization whether an Authorization field was sent
   */
  String clientId(boolean authorization) {
    if (authorization || CREDENTIALS.stream().anyMatch(this::isThere)) {
      throw OauthError.INVALID_CLIENT.because(
          "No client with a secret is known here. Send neither an Authorization field nor a secret.");
    }
    String clientId = parameter("client_id").orElse(TokenProfile.CLIENT_ID);
    if (!clientId.equals(TokenProfile.CLIENT_ID)) {
      throw OauthError.INVALID_CLIENT.because(
          "There is no such client. Leave client_id out, or send " + TokenProfile.CLIENT_ID + ".");
    }
    return clientId;
  }

  private boolean isThere(String name) {
    return parameter(name).isPresent();
  }
}
