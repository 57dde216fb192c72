package dev.restauth.oauth.authorize;

import dev.restauth.http.Access;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;

/** The route for log-ins through the operator's own apps, without a browser. */
record ChallengeRoutes(ClientForms forms, ChallengeEndpoint endpoint) implements RouteTable.Routes {
  private static final String PATH = "/oauth/challenge";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, PATH, Access.ALL, call -> forms.answer(call, PATH, endpoint::answer));
  }
}
