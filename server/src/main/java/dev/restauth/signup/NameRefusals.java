package dev.restauth.signup;

import dev.restauth.page.Message;
import java.util.Map;

/**
 * The reasons why a user name is refused, in the languages of pages. The calls of the API give them in English; this
 * class recognises each sentence by a part that no other sentence has. A test compares them with the rules.
 */
final class NameRefusals {
  private static final Map<String, String> PARTS =
      Map.of(
          "is empty", "empty",
          "at most", "long",
          "may have letters", "characters",
          "has a colon", "colon",
          "looks like a token", "token",
          "has an @", "at");

  private NameRefusals() {}

  /** Returns the text for a name that {@code NewUsernames} refuses. */
  static Message text(String reason) {
    return Message.of(
        "signup.username."
            + PARTS.entrySet().stream()
                .filter(each -> reason.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("other"));
  }
}
