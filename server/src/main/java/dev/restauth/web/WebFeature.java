package dev.restauth.web;

import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import java.util.List;

/** What a browser finds at {@code /}, and the OpenAPI document. */
public final class WebFeature implements Feature {
  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new FrontPageRoutes());
  }
}
