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
  /** The user must log in again. */
  LOGIN,
  /** The user must be asked for consent again. */
  CONSENT,
  /** The user may choose another account. On this server, they do so by logging in. */
  SELECT_ACCOUNT;

  /** Returns the value, as it appears in the parameter. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the parameter. Ignores unknown values, because later specifications define more values.
   *
   * @throws RefusedRequestException if {@code none} is combined with other values
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
