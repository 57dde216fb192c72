package dev.restauth.page;

import dev.restauth.config.Config;
import dev.restauth.config.Group;
import dev.restauth.config.Quoting;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.http.VisibleText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Settings for pages: the operator's name, logo, color, links and templates. */
public final class PageSettings implements Settings {
  private static final int NAME_AT_MOST = 60;
  private static final int URL_AT_MOST = 1_000;
  private static final Pattern MAIL =
      Pattern.compile("[^\\s@<>\"?&#%]{1,64}@[^\\s@<>\"?&#%]{1,255}");

  static final Setting<String> NAME =
      Setting.of(
          "page-name",
          Group.PAGES,
          ValueType.text("NAME", (text, _) -> name(text)),
          "REST-auth",
          "Name of your service on pages, at most 60 characters");

  static final Setting<Optional<PageLogo>> LOGO =
      Setting.optional(
          "page-logo",
          Group.PAGES,
          ValueType.text("FILE", (text, machine) -> PageLogo.read(machine.existing(text))),
          "none: pages show the name",
          "Logo on pages: an SVG or PNG file of at most 100 KB");

  static final Setting<Optional<PageColor>> COLOR =
      Setting.optional(
          "page-color",
          Group.PAGES,
          ValueType.text("#RRGGBB", (text, _) -> PageColor.of(text)),
          "blue",
          "Colour of buttons and links on pages; the colour for dark screens is computed from it");

  static final Setting<Optional<URI>> TERMS =
      Setting.optional(
          "page-terms-url",
          Group.PAGES,
          ValueType.text("URL", (text, _) -> https(text)),
          "none",
          "Your terms, linked on pages, as an https URL");

  static final Setting<Optional<URI>> PRIVACY =
      Setting.optional(
          "page-privacy-url",
          Group.PAGES,
          ValueType.text("URL", (text, _) -> https(text)),
          "none",
          "Your privacy statement, linked on pages, as an https URL");

  static final Setting<Optional<URI>> SUPPORT =
      Setting.optional(
          "page-support",
          Group.PAGES,
          ValueType.text("ADDRESS", (text, _) -> support(text)),
          "none",
          "Your support, linked on pages: a mail address or an https URL");

  static final Setting<Optional<Path>> TEMPLATES =
      Setting.optional(
          "page-templates",
          Group.PAGES,
          ValueType.folder(),
          "none",
          "Folder with your templates, styles and texts of pages");

  @Override
  public List<Setting<?>> all() {
    return List.of(NAME, LOGO, COLOR, TERMS, PRIVACY, SUPPORT, TEMPLATES);
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    config
        .get(TEMPLATES)
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder ->
                warnings.add(
                    TEMPLATES.key()
                        + ": there is no folder "
                        + Quoting.quoted(folder.toString())
                        + "; the built-in pages are used"));
  }

  private static String name(String text) {
    if (!VisibleText.isVisible(text)
        || text.length() > NAME_AT_MOST
        || VisibleText.hasInvisible(text)) {
      throw new IllegalArgumentException("expected a name of at most 60 characters on one line");
    }
    return text.strip();
  }

  private static URI https(String text) {
    try {
      URI url = new URI(text);
      if (text.length() <= URL_AT_MOST
          && "https".equalsIgnoreCase(url.getScheme())
          && url.getHost() != null
          && url.getUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    throw new IllegalArgumentException("expected an https URL");
  }

  private static URI support(String text) {
    if (MAIL.matcher(text).matches()) {
      try {
        return new URI("mailto", text, null);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("expected a mail address or an https URL", e);
      }
    }
    try {
      return https(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("expected a mail address or an https URL", e);
    }
  }
}
