package dev.restauth.oauth.authorize;

import dev.restauth.blocking.Blocking;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.authentication.ClientAuthentication;
import dev.restauth.oauth.authentication.ClientOutcome;
import dev.restauth.oauth.authentication.ClientRequest;
import dev.restauth.oauth.client.Client;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The route for log-ins by apps of the operator without a browser.
 *
 * @param publicUrl the URL of this server; an assertion may name the endpoint below it as its audience
 */
record ChallengeRoutes(
    ClientAuthentication clients,
    Issuer issuer,
    Optional<URI> publicUrl,
    ChallengeEndpoint endpoint)
    implements RouteTable.Routes {
  private static final String PATH = "/oauth/challenge";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, PATH, Access.ALL, this::challenge);
  }

  private Answer challenge(Call call) {
    Blocking.begin();
    Optional<Form> form = call.form();
    if (form.filter(each -> !each.hasRepeatedExcept(RequestReader.REPEATABLE)).isEmpty()) {
      return malformed(
          "Send a form with the header Content-Type: application/x-www-form-urlencoded, without"
              + " repeated parameters.");
    }
    return switch (clients.authenticate(request(call, form.get()))) {
      case ClientOutcome.Known(Client client) -> challenge(call, form.get(), client);
      case ClientOutcome.OwnClient() -> unauthorized("The request names no registered client.");
      case ClientOutcome.Refused(String why) -> unauthorized(why);
      case ClientOutcome.Malformed(String why) -> malformed(why);
    };
  }

  private Answer challenge(Call call, Form form, Client client) {
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

  private ClientRequest request(Call call, Form form) {
    return new ClientRequest(
        form,
        call.authorization(),
        issuer.text(),
        publicUrl
            .map(url -> List.of(url + PATH, url + PushRoutes.TOKEN_ENDPOINT))
            .orElseGet(List::of),
        Network.of(call.client().address()));
  }

  private static Answer malformed(String why) {
    return PushEndpoint.refused(PushEndpoint.BAD_REQUEST, "invalid_request", why);
  }

  private static Answer unauthorized(String why) {
    return PushEndpoint.refused(PushEndpoint.UNAUTHORIZED, "invalid_client", why)
        .with(FieldNames.WWW_AUTHENTICATE, "Basic realm=\"OAuth client\"");
  }
}
