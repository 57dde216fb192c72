package dev.restauth.recovery;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;

/**
 * The route {@code GET /.well-known/change-password}, which redirects password managers to the page
 * on which users change their password (W3C, A Well-Known URL for Changing Passwords).
 *
 * @param page an absolute URL, or a path of this server
 */
record ChangePasswordRoutes(String page) implements RouteTable.Routes {
  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, "/.well-known/change-password", Access.ALL, this::redirect);
  }

  private Answer redirect(Call call) {
    return Answer.seeOther(page.startsWith("/") ? call.pathOf(page) : page);
  }
}
