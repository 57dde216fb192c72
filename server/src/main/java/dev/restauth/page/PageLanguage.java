package dev.restauth.page;

import dev.restauth.http.Call;
import dev.restauth.language.Language;
import java.util.Optional;

/**
 * The rule for the language of all pages: the one that the user has chosen on a page; then the one that the application asks
 * for ({@code ui_locales}, in the request for which the page is, or in the page's own query); then that of the account of a
 * user who is logged in or has proved a first factor; then the browser's; then English. Thread-safe.
 *
 * @param accounts the languages of accounts
 */
record PageLanguage(AccountLocales accounts) {
  /** The parameter with the language that the user chooses on a page. */
  static final String PARAMETER = "lang";

  /** The cookie with the language that the user has chosen. */
  static final String COOKIE = "ra-language";

  /** Returns the language of the pages for a call. */
  Language of(Call call) {
    return wanted(call)
        .or(() -> account(call).flatMap(Language::find))
        .orElseGet(() -> Language.of(Optional.empty(), call.acceptLanguage()));
  }

  /** Returns the same without the database, which may be the reason for the page. */
  Language withoutAccounts(Call call) {
    return wanted(call).orElseGet(() -> Language.of(Optional.empty(), call.acceptLanguage()));
  }

  /** Returns the language by what the browser sends with every request. */
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
