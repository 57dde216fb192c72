package dev.restauth.oauth.authorize;

import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.authorize.ConsentRows.Consent;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import java.util.List;

/** The routes for a user's own consents. */
record OwnConsentRoutes(OwnConsents consents, Clients clients) implements RouteTable.Routes {
  private static final String ALL = "/api/me/consents";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, ALL, Access.USER, this::list)
        .route(Method.DELETE, ALL + "/{client}", Access.USER, this::withdraw);
  }

  private Answer list(Call call) {
    List<Consent> all = consents.of(call.user().accountId());
    return Answer.json(
        200,
        json ->
            json.array(
                "consents", array -> all.forEach(each -> array.object(item -> write(item, each)))));
  }

  private void write(JsonWriter json, Consent consent) {
    json.text("client_id", consent.clientId())
        .text("client_name", clients.find(consent.clientId()).map(Client::name))
        .text("scope", String.join(" ", consent.scope().stream().sorted().toList()))
        .texts("resources", consent.audience().stream().sorted().toList())
        .text("allowed_at", consent.createdAt().toString());
  }

  private Answer withdraw(Call call) {
    return consents.withdraw(
            call.user().accountId(), call.parameter("client"), Network.of(call.client().address()))
        ? Answer.noContent()
        : Answer.problem(
            ProblemType.NOT_FOUND.because(
                "You have not allowed this application anything. GET "
                    + ALL
                    + " lists the applications with access."));
  }
}
