package dev.restauth.work;

import dev.restauth.http.Access;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;

/** The route that returns challenges. */
record WorkRoutes(SignUpWork work) implements RouteTable.Routes {
  static final String PATH = "/api/sign-up-work";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, PATH, Access.ALL, _ -> work.challenge());
  }
}
