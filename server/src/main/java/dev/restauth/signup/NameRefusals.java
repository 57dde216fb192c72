package dev.restauth.signup;

import dev.restauth.page.Message;
import java.util.Map;

/**
 * The reasons for refusing a user name, in the languages of the pages. API calls give the reasons
 * in English. This class recognizes each English reason by a part that no other reason contains. A
 * test compares the parts with the rules.
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

  /** Returns the text for the reason with which {@code NewUsernames} refused a name. */
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
