package dev.restauth.page;

import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.vault.Vault;
import java.util.List;

/** The feature of pages with forms: their look, their languages, the pages that take the place of problems. */
public final class PageFeature implements Feature {
  private final Pages pages = new Pages();
  private final Forms forms;

  /** Creates the feature; forms are those of the vault's database. */
  public PageFeature(Vault vault) {
    this.forms = new Forms(new FormTokens(vault));
  }

  /** Returns the reader of forms. */
  public Forms forms() {
    return forms;
  }

  /** Returns the renderer. */
  public Pages pages() {
    return pages;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new PageRoutes(pages));
  }
}
