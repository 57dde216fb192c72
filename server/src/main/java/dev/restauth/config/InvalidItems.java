package dev.restauth.config;

import java.util.List;

/** Items of a setting that cannot be used, each with its own message, so that all mistakes are reported at once. */
final class InvalidItems extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * An item that cannot be used.
   *
   * @param index its place in the list, from 0
   * @param message what is expected; quotes nothing that may be a secret
   */
  record Item(int index, String message) {}

  private final transient List<Item> items;

  InvalidItems(List<Item> items) {
    super(items.getFirst().message());
    this.items = List.copyOf(items);
  }

  List<Item> items() {
    return items;
  }
}
