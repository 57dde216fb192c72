package dev.restauth.accountpage;

import dev.restauth.account.Account;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.assurance.Acr;
import dev.restauth.browser.BrowserSession;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.browser.OwnRequests;
import dev.restauth.browser.OwnRequests.Wish;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.language.Language;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Forms;
import dev.restauth.page.Pages;
import dev.restauth.page.View;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The processing steps that all account pages share. The pages are only for browsers with a
 * session: they read the session cookie, and never the Authorization field. Thread-safe.
 *
 * @param texts renders pages, and determines their language
 * @param accounts finds an account
 */
record AccountPages(
    BrowserSessions sessions,
    OwnRequests requests,
    Forms forms,
    Pages texts,
    LongFunction<Optional<Account>> accounts,
    InstantSource clock) {
  static final String ACCOUNT = "/account";
  static final String PASSWORD = "/account/password";
  static final String EMAIL = "/account/email";
  static final String FACTORS = "/account/factors";

  /** The name of the form field that contains the form's action. */
  static final String ACTION = "action";

  /** The name of the form field that contains the id of the form's object, such as a session. */
  static final String THING = "thing";

  /** The parameter with the index of the list's first row on the page. */
  private static final String FROM = "from";

  static final int OK = 200;
  static final int UNPROCESSABLE = 422;
  static final int TOO_MANY = 429;
  static final int UNAVAILABLE = 503;

  /**
   * Returns the index of the list's first row on the page, from the URL; 0 if the URL does not
   * contain an index.
   */
  static int from(Call call) {
    return call.queryForm()
        .flatMap(query -> query.one(FROM))
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  /** Returns the path and the query of a page whose list begins with the row {@code from}. */
  static String url(Call call, String path, int from) {
    return call.pathOf(path) + (path.indexOf('?') < 0 ? "?" : "&") + FROM + "=" + from;
  }

  /**
   * Answers with a page. A browser without a session is first sent to the log-in page, and then
   * returns.
   */
  Answer show(Call call, String path, Function<Visit, Answer> page) {
    return visit(call)
        .map(visit -> visit.browser().remember(page.apply(visit)))
        .orElseGet(() -> logIn(call, path));
  }

  /**
   * Answers a form. The form token must belong to this browser, session, page and action. If the
   * session has expired, nothing is done: the user logs in and sees the page again.
   */
  Answer change(Call call, String path, BiFunction<Visit, Form, Answer> change) {
    return show(
        call,
        path,
        visit ->
            change.apply(
                visit,
                forms.read(
                    call,
                    form ->
                        visit.about(
                            path, form.one(ACTION).orElse(""), form.one(THING).orElse("")))));
  }

  Optional<Visit> visit(Call call) {
    return sessions
        .find(call)
        .flatMap(
            session ->
                accounts
                    .apply(session.accountId())
                    .filter(account -> account.generation() == session.generation())
                    .map(account -> visit(call, session, account)));
  }

  private Visit visit(Call call, BrowserSession session, Account account) {
    call.locales().concern(account.id());
    return new Visit(call, forms.tokens().browser(call), session, account, clock.instant());
  }

  private Answer logIn(Call call, String path) {
    return logIn(
        call,
        forms.tokens().browser(call),
        new Wish(path, Instant.EPOCH, Optional.empty(), Optional.empty()));
  }

  private Answer logIn(Call call, FormTokens.Browser browser, Wish wish) {
    return browser.remember(Answer.seeOther(address(call, browser, wish)));
  }

  private String address(Call call, FormTokens.Browser browser, Wish wish) {
    return call.pathOf(requests.login(wish, browser.binding()));
  }

  /**
   * Returns the answer that asks the user to authenticate again, and then shows a page again.
   * Returns empty if the last authentication is recent and strong enough. A cookie is not enough
   * for an important change, because a thief may have the cookie or the computer.
   *
   * @param path the path of the page. The action of a form is not performed automatically
   *     afterwards
   * @param least the minimum strength of the authentication
   */
  Optional<Answer> stepUp(Visit visit, String path, Acr least) {
    return visit.isRecent() && visit.session().methods().acr().satisfies(least)
        ? Optional.empty()
        : Optional.of(prove(visit, path, least));
  }

  /**
   * Requires a step-up like {@link #stepUp(Visit, String, Acr)}. The minimum strength is two
   * factors if the account has a second factor, and otherwise one.
   */
  Optional<Answer> stepUp(Visit visit, String path) {
    return stepUp(visit, path, visit.account().factor() ? Acr.TWO : Acr.ONE);
  }

  /** Returns the answer that makes the user log in again within the same session. */
  Answer prove(Visit visit, String path, Acr least) {
    return Answer.seeOther(proof(visit, path, least));
  }

  /** Returns the URL of the page on which the user logs in again within the same session. */
  String proof(Visit visit, String path, Acr least) {
    Instant since = visit.at().minus(PasswordConfirmation.MAX_AGE).truncatedTo(ChronoUnit.SECONDS);
    return address(
        visit.call(),
        visit.browser(),
        new Wish(path, since, Optional.of(least), Optional.of(visit.accountId())));
  }

  /** Returns the language of the page, for use in mails. */
  Language language(Visit visit) {
    return texts.language(visit.call());
  }

  /**
   * Returns the answer to an accepted form: a redirect to the page, which then shows the notice.
   */
  Answer done(Visit visit, String path, Notice notice) {
    return done(visit, visit.session(), path, notice);
  }

  /**
   * Returns the answer to an accepted form after which the browser continues with a new session.
   */
  Answer done(Visit visit, BrowserSession session, String path, Notice notice) {
    return Answer.seeOther(visit.call().pathOf(path + notice.query(visit.browser(), session.id())));
  }

  /** Returns the answer that shows a form again. */
  Answer again(Visit visit, View view) {
    return visit.call().page(UNPROCESSABLE, view);
  }

  /**
   * Returns the answer that shows a form again because the user must wait before the next attempt.
   */
  Answer throttled(Visit visit, View view, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return visit.call().page(TOO_MANY, view).with(FieldNames.RETRY_AFTER, Long.toString(seconds));
  }

  /** Returns the answer that shows a form again because the server is busy. */
  Answer busy(Visit visit, View view) {
    return visit.call().page(UNAVAILABLE, view).with(FieldNames.RETRY_AFTER, "2");
  }
}
