package dev.restauth.oauth.authorize;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.http.RemoteClient;
import dev.restauth.oauth.authentication.ClientAuthentication;
import dev.restauth.oauth.authentication.ClientOutcome;
import dev.restauth.oauth.authentication.ClientRequests;
import dev.restauth.oauth.client.Client;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.util.Optional;

/**
 * Authenticates clients that send the parameters of an authorization request directly to an
 * endpoint, and reads their forms. Thread-safe.
 *
 * @param requests reads the clients' credentials
 */
record ClientForms(ClientAuthentication clients, ClientRequests requests, Issuer issuer) {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;

  @FunctionalInterface
  interface Endpoint {
    /**
     * Answers a request.
     *
     * @param client the client, which was authenticated unless it is public
     * @param from the sender; anybody can send requests in the name of a public client
     */
    Answer answer(Form form, Client client, HashRequest from);
  }

  /**
   * Answers a request. A refusal has the same format as at the token endpoint (RFC 6749 section
   * 5.2).
   *
   * @param path the path of the endpoint
   */
  Answer answer(Call call, String path, Endpoint endpoint) {
    Blocking.begin();
    Optional<Form> form = call.form();
    if (form.filter(each -> !each.hasRepeatedExcept(RequestReader.REPEATABLE)).isEmpty()) {
      return malformed(
          "Send a form with the header Content-Type: application/x-www-form-urlencoded, without"
              + " repeated parameters.");
    }
    return switch (clients.authenticate(requests.of(form.get(), call, path))) {
      case ClientOutcome.Known(Client client) -> answer(call, form.get(), client, endpoint);
      case ClientOutcome.OwnClient() -> unauthorized("The request names no registered client.");
      case ClientOutcome.Refused(String why) -> unauthorized(why);
      case ClientOutcome.Malformed(String why) -> malformed(why);
    };
  }

  private Answer answer(Call call, Form form, Client client, Endpoint endpoint) {
    if (!issuer.isUsable()) {
      return malformed(Issuer.MISSING);
    }
    if (form.one("client_id").filter(id -> !id.equals(client.id())).isPresent()) {
      return malformed("The parameter client_id is not the client that authenticated.");
    }
    RemoteClient from = call.client();
    return endpoint.answer(
        form, client, HashRequest.fromClient(Priority.OTHER, from.address(), from::gone));
  }

  private static Answer malformed(String why) {
    return refused(BAD_REQUEST, "invalid_request", why);
  }

  private static Answer unauthorized(String why) {
    return refused(UNAUTHORIZED, "invalid_client", why)
        .with(FieldNames.WWW_AUTHENTICATE, "Basic realm=\"OAuth client\"");
  }

  /** Returns an error in the format of the token endpoint. */
  static Answer refused(int status, String error, String description) {
    return Answer.json(
        status, json -> json.text("error", error).text("error_description", description));
  }
}
