package dev.restauth.profile;

import dev.restauth.http.VisibleText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The rules for profile members that are strings. */
enum TextRule {
  LINE("1 to 255 bytes of text without invisible characters", text -> line(text, false)),
  LINES(
      "1 to 255 bytes of text without invisible characters other than line feeds",
      text -> line(text, true)),
  LANGUAGE_TAG("a language tag such as de-CH, at most 35 characters", TextRule::languageTag),
  WEB_URL("an http or https URL of at most 2,000 bytes", TextRule::webUrl),
  BIRTHDATE("a date such as 1990-05-17, 1990 or 0000-05-17", TextRule::birthdate),
  TIME_ZONE("a time zone such as Europe/Zurich", TextRule::timeZone),
  PHONE_NUMBER("a phone number such as +41446681800", TextRule::phoneNumber);

  private static final int BYTES_AT_MOST = 255;
  private static final int URL_BYTES_AT_MOST = 2_000;

  /** The maximum length of a language tag. BCP 47 recommends allowing at least 35 characters. */
  private static final int TAG_AT_MOST = 35;

  private static final Pattern HALF = Pattern.compile("\\p{Cs}");
  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern YEAR = Pattern.compile("(?!0000)[0-9]{4}");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  private final String wanted;

  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  private final Function<String, Optional<String>> canonical;

  TextRule(String wanted, Function<String, Optional<String>> canonical) {
    this.wanted = wanted;
    this.canonical = canonical;
  }

  /** The description of a valid value, for error messages. */
  String wanted() {
    return wanted;
  }

  /** Returns the value to store; empty if the text violates the rule. */
  Optional<String> canonical(String text) {
    return canonical.apply(text);
  }

  /** Returns whether a text has no unpaired surrogate, which UTF-8 cannot encode. */
  static boolean isUnicode(String text) {
    return !HALF.matcher(text).find();
  }

  private static boolean isLong(String text, int bytesAtMost) {
    return text.length() > bytesAtMost
        || text.getBytes(StandardCharsets.UTF_8).length > bytesAtMost;
  }

  private static Optional<String> line(String text, boolean several) {
    return Optional.of(text)
        .filter(each -> !isLong(each, BYTES_AT_MOST) && VisibleText.isVisible(each))
        .filter(each -> !VisibleText.hasInvisible(several ? each.replace('\n', ' ') : each));
  }

  private static Optional<String> languageTag(String text) {
    if (text.length() > TAG_AT_MOST) {
      return Optional.empty();
    }
    try {
      Locale locale = new Locale.Builder().setLanguageTag(text).build();
      return Optional.of(locale)
          .filter(each -> !each.getLanguage().isEmpty())
          .map(Locale::toLanguageTag);
    } catch (IllformedLocaleException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the text if it is the URL of a web page. The URL must have a host but no user info:
   * with user info, it could appear to lead to a different host.
   */
  private static Optional<String> webUrl(String text) {
    if (isLong(text, URL_BYTES_AT_MOST) || !VISIBLE_ASCII.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text);
      boolean web =
          "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
      return web && url.getHost() != null && url.getRawUserInfo() == null
          ? Optional.of(text)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> birthdate(String text) {
    if (YEAR.matcher(text).matches()) {
      return Optional.of(text);
    }
    if (!DATE.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text).toString());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> timeZone(String text) {
    return Optional.of(text)
        .filter(each -> !isLong(each, BYTES_AT_MOST))
        .filter(ZoneId.getAvailableZoneIds()::contains);
  }

  private static Optional<String> phoneNumber(String text) {
    return Optional.of(text).filter(E164.asMatchPredicate());
  }
}
