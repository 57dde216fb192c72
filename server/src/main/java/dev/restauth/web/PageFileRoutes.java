package dev.restauth.web;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.page.ErrorView;
import dev.restauth.page.Html;
import dev.restauth.page.Stylesheet;

/** Shared parts of pages with forms: {@code GET /pages.css}, and the pages that take the place of problems. */
final class PageFileRoutes implements RouteTable.Routes {
  private final Lazy<Stylesheet> sheet = new Lazy<>(Stylesheet::current);

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, "/pages.css", Access.ALL, this::stylesheet)
        .errorPage((call, status) -> Html.render(call, ErrorView.of(status)));
  }

  private Answer stylesheet(Call call) {
    return sheet.get().answer(call);
  }
}
