package dev.restauth.accountpage;

import dev.restauth.accountpage.Slice.Bounds;
import dev.restauth.page.Message;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The lists on the main page of an account. The main page shows the beginning of each list; for
 * each list, a separate page shows its further rows.
 */
enum Part {
  DEVICES,
  REMEMBERED,
  APPLICATIONS;

  /** The name of the list in URLs. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Part> named(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  /** The heading of the list. */
  Message title() {
    return Message.of("account.overview." + text());
  }

  /**
   * Returns the bounds of the part of the list that the page shows.
   *
   * @param alone whether the page shows only this list
   */
  Bounds bounds(boolean alone) {
    return switch (this) {
      case DEVICES -> alone ? new Bounds(10, 1_500) : new Bounds(5, 1_000);
      case REMEMBERED -> alone ? new Bounds(10, 1_500) : new Bounds(3, 1_000);
      case APPLICATIONS -> alone ? new Bounds(10, 4_000) : new Bounds(4, 1_200);
    };
  }
}
