package dev.restauth.accountpage;

import dev.restauth.accountpage.Slice.Bounds;
import dev.restauth.page.Message;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The lists on the page of an account. It shows the beginning of each; a page of its own shows the rest. */
enum Part {
  DEVICES,
  REMEMBERED,
  APPLICATIONS;

  /** The name in addresses. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Part> named(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  /** The heading. */
  Message title() {
    return Message.of("account.overview." + text());
  }

  /**
   * Returns how much of the list is shown.
   *
   * @param alone whether the page shows nothing else
   */
  Bounds bounds(boolean alone) {
    return switch (this) {
      case DEVICES -> alone ? new Bounds(10, 1_500) : new Bounds(5, 1_000);
      case REMEMBERED -> alone ? new Bounds(10, 1_500) : new Bounds(3, 1_000);
      case APPLICATIONS -> alone ? new Bounds(10, 4_000) : new Bounds(4, 1_200);
    };
  }
}
