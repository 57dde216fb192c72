package dev.restauth.page;

import dev.restauth.config.Config;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operator's settings for the look of pages. Immutable.
 *
 * @param name the name of the service
 * @param logo the logo; if empty, pages show the name
 * @param color the color; if empty, pages are blue
 * @param links the links below each page
 */
record Look(
    String name, Optional<PageLogo> logo, Optional<PageColor> color, List<Frame.Link> links) {
  Look {
    links = List.copyOf(links);
  }

  /** Returns the look from the settings. */
  static Look of(Config config) {
    List<Frame.Link> links = new ArrayList<>();
    add(links, config.get(PageSettings.TERMS), "page.terms");
    add(links, config.get(PageSettings.PRIVACY), "page.privacy");
    add(links, config.get(PageSettings.SUPPORT), "page.support");
    return new Look(
        config.get(PageSettings.NAME),
        config.get(PageSettings.LOGO),
        config.get(PageSettings.COLOR),
        links);
  }

  private static void add(List<Frame.Link> links, Optional<URI> address, String text) {
    address.ifPresent(each -> links.add(new Frame.Link(each.toString(), text)));
  }
}
