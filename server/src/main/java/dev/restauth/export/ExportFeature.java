package dev.restauth.export;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import java.util.List;

/**
 * The feature of {@code GET /api/me/export}.
 *
 * @param export creates the content
 * @param confirmation asks for the password, or for a log-in with all factors
 */
public record ExportFeature(Export export, PasswordConfirmation confirmation) implements Feature {
  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new ExportRoutes(export, confirmation));
  }
}
