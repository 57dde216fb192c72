package dev.restauth.oauth.authorize;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Values of the parameter {@code prompt} (OpenID Connect Core section 3.1.2.1). */
enum Prompt {
  /** No page may be shown. */
  NONE,
  /** The user has to log in again. */
  LOGIN,
  /** The user has to be asked again. */
  CONSENT,
  /** The user may take another account: here, by logging in. */
  SELECT_ACCOUNT;

  /** Returns the value in the parameter. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the parameter. Unknown values are ignored, as later specifications define more of them.
   *
   * @throws RefusedRequestException if {@code none} is not alone
   */
  static Set<Prompt> read(Optional<String> parameter) {
    EnumSet<Prompt> prompts = EnumSet.noneOf(Prompt.class);
    String[] values = parameter.map(text -> text.split(" ", -1)).orElse(new String[0]);
    for (String value : values) {
      Arrays.stream(values()).filter(each -> each.text().equals(value)).forEach(prompts::add);
    }
    if (prompts.contains(NONE) && values.length > 1) {
      throw AuthorizationError.INVALID_REQUEST.because(
          "The value none of prompt cannot be combined with others.");
    }
    return prompts;
  }
}
