package dev.restauth.page;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;

/** The stylesheet of all pages at {@code GET /pages.css}, and their renderer. */
record PageRoutes(Pages pages, Lazy<Stylesheet> sheet) implements RouteTable.Routes {
  @Override
  public void declare(RouteTable table) {
    table.pages(pages).route(Method.GET, "/pages.css", Access.ALL, this::stylesheet);
  }

  private Answer stylesheet(Call call) {
    return sheet.get().answer(call);
  }
}
