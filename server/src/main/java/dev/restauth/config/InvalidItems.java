package dev.restauth.config;

import java.util.List;

/**
 * Thrown if items of a setting cannot be used. Each item has a message, so that all mistakes are
 * reported together.
 */
final class InvalidItems extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * An item that cannot be used.
   *
   * @param index the position in the list, from 0
   * @param message what is expected; does not quote anything that may be a secret
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
