package dev.restauth.mail;

import dev.restauth.http.VisibleText;
import java.util.Optional;

/**
 * The sender of all mails.
 *
 * @param name the name that recipients see; empty if there is none
 */
record Sender(Optional<String> name, EmailAddress address) {
  private static final int NAME_AT_MOST = 100;

  /**
   * Parses {@code address} or {@code Name <address>}.
   *
   * @throws IllegalArgumentException if the text has another form; the message says which form is
   *     expected
   */
  static Sender of(String text) {
    int begin = text.lastIndexOf('<');
    boolean named = begin >= 0 && text.endsWith(">");
    String address = named ? text.substring(begin + 1, text.length() - 1) : text;
    String name = named ? text.substring(0, begin).strip() : "";
    if (name.length() > NAME_AT_MOST || VisibleText.hasInvisible(name)) {
      throw expected();
    }
    return new Sender(
        Optional.of(name).filter(each -> !each.isEmpty()),
        EmailAddress.of(address.strip()).orElseThrow(Sender::expected));
  }

  private static IllegalArgumentException expected() {
    return new IllegalArgumentException(
        "expected an address such as no-reply@example.com or Example <no-reply@example.com>");
  }
}
