package dev.restauth.language;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;

/** The languages of mails and pages. */
public enum Language {
  EN("English"),
  DE("Deutsch"),
  FR("Français"),
  ES("Español"),
  ZH("中文");

  /** The maximum length of a list of languages; a longer list is ignored. */
  private static final int LIST_CHARACTERS = 200;

  private static final List<Locale> LOCALES =
      Arrays.stream(values()).map(each -> Locale.of(each.text())).toList();

  private final String nativeName;

  Language(String nativeName) {
    this.nativeName = nativeName;
  }

  /** Returns the name of the language in the language itself. */
  public String nativeName() {
    return nativeName;
  }

  /** Returns the two-letter code of ISO 639, such as {@code de}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Chooses a language as in RFC 4647, section 3.4.
   *
   * @param locale the locale of the account, as a BCP 47 language tag
   * @param acceptLanguage the Accept-Language field of the current request (RFC 9110 section
   *     12.5.4)
   * @return the language; English if neither parameter names one of these languages
   */
  public static Language of(Optional<String> locale, Optional<String> acceptLanguage) {
    return locale
        .flatMap(Language::find)
        .or(() -> acceptLanguage.flatMap(Language::find))
        .orElse(EN);
  }

  /**
   * Returns the tags of {@code ui_locales} (OpenID Connect Core section 3.1.2.1) as a list for
   * {@link #find}.
   */
  public static String listOf(String uiLocales) {
    return uiLocales.replace(' ', ',');
  }

  /**
   * Returns the language that a list of language ranges prefers; empty if the list names none of
   * these languages. The list may be a single BCP 47 language tag.
   */
  public static Optional<Language> find(String ranges) {
    if (ranges.length() > LIST_CHARACTERS) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Locale.lookup(LanguageRange.parse(ranges), LOCALES))
          .map(found -> valueOf(found.getLanguage().toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
