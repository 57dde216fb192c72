package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.authorize.AuthorizationError.INVALID_REQUEST;

import dev.restauth.http.Form;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.RedirectUris;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the requests of apps that use no browser. The requests have the parameters of the
 * authorization endpoint, but {@code redirect_uri} is optional. A later step may repeat the
 * request, but not change it. Thread-safe.
 */
record ChallengeRequests(RequestReader reader, AuthSessions sessions) {
  private static final String AUTH_SESSION = "auth_session";

  /**
   * The fields that are not parameters of the authorization request. All other fields must not
   * change between steps.
   */
  private static final Set<String> OF_THE_STEP =
      Set.of(
          AUTH_SESSION,
          "client_id",
          "client_secret",
          "client_assertion",
          "client_assertion_type",
          "username",
          "password",
          "code",
          "passkey_request",
          "passkey_credential");

  /**
   * Reads the first step of a request; for a later step, opens the request of the first step.
   *
   * @return the request; empty if the client cannot continue with this {@code auth_session}
   * @throws RefusedRequestException if the client must correct the request
   */
  Optional<AuthSessions.Begun> read(Form form, Client client) {
    if (!form.names().contains(AUTH_SESSION)) {
      return Optional.of(sessions.begin(request(form, client)));
    }
    Optional<AuthSessions.Begun> found =
        form.one(AUTH_SESSION).flatMap(each -> sessions.open(each, client.id()));
    if (found.isPresent() && !OF_THE_STEP.containsAll(form.names())) {
      String repeated = RequestJson.text(request(form, client));
      if (!repeated.equals(RequestJson.text(found.get().request()))) {
        throw INVALID_REQUEST.because(
            "The parameters of the request are not those with which the auth_session began.");
      }
    }
    return found;
  }

  private AuthorizationRequest request(Form form, Client client) {
    RedirectUris.Match match =
        ChallengeCodes.match(client, form.one("redirect_uri"))
            .orElseThrow(
                () ->
                    INVALID_REQUEST.because("The redirect_uri is not registered for this client."));
    AuthorizationRequest request =
        reader.readWithoutBrowser(
            form,
            client,
            new Destination(match.uri(), match.given(), ResponseMode.USUAL, Optional.empty()));
    if (request.isSilent()) {
      throw INVALID_REQUEST.because("The value none of prompt needs a browser.");
    }
    return request;
  }
}
