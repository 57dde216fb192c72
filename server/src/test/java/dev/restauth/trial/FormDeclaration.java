package dev.restauth.trial;

import dev.restauth.config.Config;
import dev.restauth.config.Settings;
import dev.restauth.feature.Addition;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;

/**
 * A feature for tests with pages and forms.
 *
 * @param calls counts the calls that reached each page, by the page's name
 */
public record FormDeclaration(FormCalls calls) implements Addition {
  @Override
  public List<Settings> settings() {
    return List.of();
  }

  @Override
  public Feature build(Config config, Store store, Vault vault, InstantSource clock) {
    return new Feature() {
      @Override
      public List<RouteTable.Routes> routes() {
        return List.of(new FormRoutes(vault, calls));
      }
    };
  }
}
