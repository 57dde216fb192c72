package dev.restauth.oauth.authorize;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.client.Client;
import java.util.Optional;

/** The route for pushed requests (RFC 9126 section 2). */
record PushRoutes(ClientAuthenticator clients, PushEndpoint endpoint) implements RouteTable.Routes {
  private static final String PATH = "/oauth/par";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, PATH, Access.ALL, this::push);
  }

  private Answer push(Call call) {
    Blocking.begin();
    Optional<Form> form = call.form();
    if (form.filter(each -> !each.hasRepeatedExcept(RequestReader.REPEATABLE)).isEmpty()) {
      return PushEndpoint.refused(
          PushEndpoint.BAD_REQUEST,
          "invalid_request",
          "Send a form with the header Content-Type: application/x-www-form-urlencoded, without"
              + " repeated parameters.");
    }
    Optional<Client> client = clients.authenticate(call, form.get());
    return client
        .map(known -> endpoint.push(form.get(), known))
        .orElseGet(
            () ->
                PushEndpoint.refused(
                        PushEndpoint.UNAUTHORIZED,
                        "invalid_client",
                        "The client is not registered here, or did not authenticate as it is registered.")
                    .with(FieldNames.WWW_AUTHENTICATE, "Basic realm=\"OAuth client\""));
  }
}
