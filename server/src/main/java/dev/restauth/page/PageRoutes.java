package dev.restauth.page;

import dev.restauth.http.Access;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;

/** Files that all pages share, and the renderer. */
record PageRoutes(Pages pages) implements RouteTable.Routes {
  @Override
  public void declare(RouteTable table) {
    table
        .pages(pages)
        .route(Method.GET, PageFile.STYLESHEET, Access.ALL, call -> pages.stylesheet().answer(call))
        .route(Method.GET, PageFile.SCRIPT, Access.ALL, call -> pages.module().answer(call));
  }
}
