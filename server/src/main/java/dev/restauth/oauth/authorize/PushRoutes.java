package dev.restauth.oauth.authorize;

import dev.restauth.http.Access;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;

/** The route through which clients push authorization requests (RFC 9126). */
record PushRoutes(ClientForms forms, PushEndpoint endpoint) implements RouteTable.Routes {
  private static final String PATH = "/oauth/par";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, PATH, Access.ALL, call -> forms.answer(call, PATH, endpoint::push));
  }
}
