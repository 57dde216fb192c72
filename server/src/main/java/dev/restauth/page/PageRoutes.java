package dev.restauth.page;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;

/** The routes for files that all pages share, and the renderer. */
record PageRoutes(Pages pages, PageIcon icon) implements RouteTable.Routes {
  @Override
  public void declare(RouteTable table) {
    table
        .pages(pages)
        .route(Method.GET, PageFile.STYLESHEET, Access.ALL, call -> pages.stylesheet().answer(call))
        .route(Method.GET, PageFile.SCRIPT, Access.ALL, call -> pages.module().answer(call))
        .route(Method.GET, PageLogo.PATH, Access.ALL, this::logo)
        .route(Method.GET, PageIcon.PATH, Access.ALL, call -> icon.answer(call));
  }

  private Answer logo(Call call) {
    return pages
        .logo()
        .map(logo -> logo.answer(call))
        .orElseGet(() -> Answer.problem(ProblemType.NOT_FOUND.because("This server has no logo.")));
  }
}
