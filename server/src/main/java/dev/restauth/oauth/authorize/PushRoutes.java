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
 * The route for pushed requests (RFC 9126 section 2).
 *
 * @param publicUrl the URL of this server; an assertion may name the endpoint below it as its audience
 */
record PushRoutes(
    ClientAuthentication clients, Issuer issuer, Optional<URI> publicUrl, PushEndpoint endpoint)
    implements RouteTable.Routes {
  private static final String PATH = "/oauth/par";

  /** RFC 9126 section 2 lets assertions name this endpoint, too. */
  static final String TOKEN_ENDPOINT = "/oauth/token";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, PATH, Access.ALL, this::push);
  }

  private Answer push(Call call) {
    Blocking.begin();
    Optional<Form> form = call.form();
    if (form.filter(each -> !each.hasRepeatedExcept(RequestReader.REPEATABLE)).isEmpty()) {
      return malformed(
          "Send a form with the header Content-Type: application/x-www-form-urlencoded, without"
              + " repeated parameters.");
    }
    return switch (clients.authenticate(request(call, form.get()))) {
      case ClientOutcome.Known(Client client) -> endpoint.push(form.get(), client, source(call));
      case ClientOutcome.OwnClient() -> unauthorized("The request names no registered client.");
      case ClientOutcome.Refused(String why) -> unauthorized(why);
      case ClientOutcome.Malformed(String why) -> malformed(why);
    };
  }

  private static String source(Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(Priority.OTHER, client.address(), client::gone).source();
  }

  /** The URL of the endpoint never comes from the request: another server could then use an assertion that it got. */
  private ClientRequest request(Call call, Form form) {
    return new ClientRequest(
        form,
        call.authorization(),
        issuer.text(),
        publicUrl.map(url -> List.of(url + PATH, url + TOKEN_ENDPOINT)).orElseGet(List::of),
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
