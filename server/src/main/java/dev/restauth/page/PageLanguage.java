package dev.restauth.page;

import dev.restauth.http.Call;
import dev.restauth.language.Language;
import java.util.Optional;

/**
 * The rule for the language of all pages. The first of these that exists is used:
 *
 * <ol>
 *  <li>The language that the user has chosen on a page.
 *  <li>The language that the application requests with {@code ui_locales}, in the request to which
 *      the page belongs or in the page's own query.
 *  <li>The language of the account, if its user is logged in or has proved a first factor.
 *  <li>The language of the browser.
 *  <li>English.
 * </ol>
 *
 * <p>Thread-safe.
 *
 * @param accounts finds the languages of accounts
 */
record PageLanguage(AccountLocales accounts) {
  /** The parameter with the language that the user chooses on a page. */
  static final String PARAMETER = "lang";

  /** The cookie with the language that the user has chosen. */
  static final String COOKIE = "ra-language";

  /** Returns the language for the page that answers a call. */
  Language of(Call call) {
    return wanted(call)
        .or(() -> account(call).flatMap(Language::find))
        .orElseGet(() -> Language.of(Optional.empty(), call.acceptLanguage()));
  }

  /**
   * Returns the language without reading the database. It is for pages about failures of the
   * server, because the database may have failed.
   */
  Language withoutAccounts(Call call) {
    return wanted(call).orElseGet(() -> Language.of(Optional.empty(), call.acceptLanguage()));
  }

  /**
   * Returns the language that the user has chosen; if there is none, the language of the browser.
   */
  static Language ofBrowser(Call call) {
    return kept(call).orElseGet(() -> Language.of(Optional.empty(), call.acceptLanguage()));
  }

  private static Optional<Language> kept(Call call) {
    return chosen(call).or(() -> call.cookie(COOKIE).flatMap(Language::find));
  }

  private static Optional<Language> wanted(Call call) {
    return kept(call).or(() -> requested(call).flatMap(Language::find));
  }

  private static Optional<String> requested(Call call) {
    return call.locales()
        .requested()
        .or(
            () ->
                call.queryForm()
                    .flatMap(query -> query.one(Pages.REQUESTED))
                    .map(Language::listOf));
  }

  /** Returns the language that the user has just chosen. */
  static Optional<Language> chosen(Call call) {
    return call.queryForm().flatMap(query -> query.one(PARAMETER)).flatMap(Language::find);
  }

  private Optional<String> account(Call call) {
    Optional<Long> known = call.locales().account();
    return known.isPresent() ? accounts.of(known.get()) : accounts.ofBrowser(call);
  }
}
