package dev.restauth.export;

import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import java.util.List;

/**
 * The feature of {@code GET /api/me/export}.
 *
 * @param export the content
 */
public record ExportFeature(Export export) implements Feature {
  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new ExportRoutes(export));
  }
}
