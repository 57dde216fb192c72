package dev.restauth.trial;

import dev.restauth.config.Config;
import dev.restauth.config.Settings;
import dev.restauth.feature.Addition;
import dev.restauth.feature.Feature;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;

/** A feature for tests that is not part of the program: one route for each administrative scope. */
public final class AdministrativeRoutes implements Addition {
  /** Returns the path of the route. */
  public static String path(AdministrativeScope scope) {
    return "/api/trial/" + scope.text();
  }

  @Override
  public List<Settings> settings() {
    return List.of();
  }

  @Override
  public Feature build(Config config, Store store, Vault vault, InstantSource clock) {
    return new Feature() {
      @Override
      public List<RouteTable.Routes> routes() {
        return List.of(AdministrativeRoutes::declare);
      }
    };
  }

  private static void declare(RouteTable table) {
    for (AdministrativeScope scope : AdministrativeScope.values()) {
      table.route(Method.GET, path(scope), Access.administrative(scope), _ -> Answer.noContent());
    }
  }
}
