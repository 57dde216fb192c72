package dev.restauth.page;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.password.PasswordMeter;
import dev.restauth.throttle.AddressAllowances;
import dev.restauth.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The feature for pages with forms: their look, their languages, and the pages that browsers get
 * instead of problems (RFC 9457).
 */
public final class PageFeature implements Feature {
  private final Optional<Path> templates;
  private final Pages pages;
  private final Forms forms;
  private final StrengthRoutes strength;

  /**
   * Creates the feature. Form tokens are valid on all servers of the vault's database.
   *
   * @param locales the languages of accounts
   * @throws IllegalArgumentException if one of the operator's files has a mistake; the message is
   *     one line
   */
  public PageFeature(
      Config config,
      Vault vault,
      PasswordMeter meter,
      AccountLocales locales,
      InstantSource clock) {
    this.templates = config.get(PageSettings.TEMPLATES);
    this.pages =
        new Pages(
            Look.of(config),
            new PageLanguage(locales),
            templates.map(folder -> Overrides.read(folder)).orElse(Overrides.NONE));
    this.forms = new Forms(new FormTokens(vault));
    this.strength =
        new StrengthRoutes(
            pages,
            meter,
            new AddressAllowances(
                StrengthRoutes.BURST,
                Duration.ofMillis(StrengthRoutes.INTERVAL_MILLISECONDS),
                clock));
  }

  /** Returns the reader of forms. */
  public Forms forms() {
    return forms;
  }

  /** Returns the renderer. */
  public Pages pages() {
    return pages;
  }

  /**
   * Reads the operator's files again.
   *
   * @return a line for the operator; empty if the settings name no folder
   * @throws IllegalArgumentException if a file has a mistake; in that case no file is replaced
   */
  public Optional<String> reload() {
    return templates.map(
        folder -> {
          pages.use(Overrides.read(folder));
          return "pages are made with the files in " + folder + " as they are now";
        });
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new PageRoutes(pages, new PageIcon()), strength);
  }
}
