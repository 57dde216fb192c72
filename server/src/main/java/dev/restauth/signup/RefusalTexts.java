package dev.restauth.signup;

import dev.restauth.page.Message;
import java.util.Map;

/**
 * The reasons why a name or a password is refused, in the languages of pages. The calls of the API say them in English; here the
 * sentence is recognised by a part of it that no other has. A test compares them with the rules.
 */
final class RefusalTexts {
  private static final Map<String, String> PASSWORDS =
      Map.ofEntries(
          Map.entry("is empty", "empty"),
          Map.entry("is shorter than", "short"),
          Map.entry("bytes in UTF-8", "long"),
          Map.entry("control character", "characters"),
          Map.entry("begins as the tokens", "token"),
          Map.entry("is a common one", "common"),
          Map.entry("more than the user name", "name"),
          Map.entry("only by repeating", "repetition"));

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("is empty", "empty"),
          Map.entry("at most", "long"),
          Map.entry("may have letters", "characters"),
          Map.entry("has a colon", "colon"),
          Map.entry("looks like a token", "token"),
          Map.entry("has an @", "at"));

  private RefusalTexts() {}

  /** Returns the text for a password that {@code PasswordPolicy} refuses. */
  static Message password(String reason) {
    return Message.of("signup.password." + find(PASSWORDS, reason));
  }

  /** Returns the text for a name that {@code NewUsernames} refuses. */
  static Message username(String reason) {
    return Message.of("signup.username." + find(NAMES, reason));
  }

  private static String find(Map<String, String> all, String reason) {
    return all.entrySet().stream()
        .filter(each -> reason.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("other");
  }
}
