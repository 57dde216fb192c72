package dev.restauth.web;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.ErrorView;
import dev.restauth.page.Html;
import dev.restauth.page.Stylesheet;

/** What all pages with forms share: {@code GET /pages.css}, and the pages that take the place of problems. */
final class PageFileRoutes implements RouteTable.Routes {
  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, "/pages.css", Access.ALL, this::stylesheet)
        .errorPage((call, status) -> Html.render(call, ErrorView.of(status)));
  }

  /** A thread that may wait answers, because the first request reads the file. */
  private Answer stylesheet(Call call) {
    Blocking.begin();
    return Stylesheet.answer(call);
  }
}
