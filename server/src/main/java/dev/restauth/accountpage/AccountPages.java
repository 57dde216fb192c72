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
 * The steps that all pages of an account share. A page is for a browser with a session, and for nobody else: it looks at the
 * cookie, never at the field Authorization. Thread-safe.
 *
 * @param texts the languages of pages
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

  /** The name of the field that says what a form does. */
  static final String ACTION = "action";

  /** The name of the field with the id of the object that a form is about, such as a session. */
  static final String THING = "thing";

  /** The parameter with the index of the first row of a list. */
  private static final String FROM = "from";

  static final int OK = 200;
  static final int UNPROCESSABLE = 422;
  static final int TOO_MANY = 429;
  static final int UNAVAILABLE = 503;

  /** Returns the index of the first row of a list that a page shows, by its address; 0 if it names none. */
  static int from(Call call) {
    return call.queryForm()
        .flatMap(query -> query.one(FROM))
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  /** Returns the path and query of a page whose list begins with another row. */
  static String url(Call call, String path, int from) {
    return call.pathOf(path) + (path.indexOf('?') < 0 ? "?" : "&") + FROM + "=" + from;
  }

  /** Answers with a page; a browser without a session logs in first, and comes back. */
  Answer show(Call call, String path, Function<Visit, Answer> page) {
    return visit(call)
        .map(visit -> visit.browser().remember(page.apply(visit)))
        .orElseGet(() -> logIn(call, path));
  }

  /**
   * Answers a form, whose token must be of this browser, this session, this page, and of what it does. If the session has
   * ended, nothing is done: the user logs in, and sees the page again.
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
   * Returns the answer that lets the user prove once more who they are, and then see a page again; empty if their last proof
   * is recent, and strong enough. A cookie alone changes nothing important: a thief may have the cookie or the
   * computer.
   *
   * @param path the page; what a form was to do is not done by itself afterwards
   * @param least the weakest class that suffices
   */
  Optional<Answer> stepUp(Visit visit, String path, Acr least) {
    return visit.isRecent() && visit.session().methods().acr().satisfies(least)
        ? Optional.empty()
        : Optional.of(prove(visit, path, least));
  }

  /** Returns the same for accounts of any kind: all factors that the account has. */
  Optional<Answer> stepUp(Visit visit, String path) {
    return stepUp(visit, path, visit.account().factor() ? Acr.TWO : Acr.ONE);
  }

  /** Returns the answer that makes the user log in again, in the same session. */
  Answer prove(Visit visit, String path, Acr least) {
    return Answer.seeOther(proof(visit, path, least));
  }

  /** Returns the address at which the user logs in again, in the same session. */
  String proof(Visit visit, String path, Acr least) {
    Instant since = visit.at().minus(PasswordConfirmation.MAX_AGE).truncatedTo(ChronoUnit.SECONDS);
    return address(
        visit.call(),
        visit.browser(),
        new Wish(path, since, Optional.of(least), Optional.of(visit.accountId())));
  }

  /** Returns the language of the page, for mails. */
  Language language(Visit visit) {
    return texts.language(visit.call());
  }

  /** Returns the answer to a form that was accepted: the page that says so. */
  Answer done(Visit visit, String path, Notice notice) {
    return done(visit, visit.session(), path, notice);
  }

  /** Returns the same for a session that has just begun. */
  Answer done(Visit visit, BrowserSession session, String path, Notice notice) {
    return Answer.seeOther(visit.call().pathOf(path + notice.query(visit.browser(), session.id())));
  }

  /** Returns the answer with a form once more. */
  Answer again(Visit visit, View view) {
    return visit.call().page(UNPROCESSABLE, view);
  }

  /** Returns the same for a user who has to wait. */
  Answer throttled(Visit visit, View view, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return visit.call().page(TOO_MANY, view).with(FieldNames.RETRY_AFTER, Long.toString(seconds));
  }

  /** Returns the same for a server that is busy. */
  Answer busy(Visit visit, View view) {
    return visit.call().page(UNAVAILABLE, view).with(FieldNames.RETRY_AFTER, "2");
  }
}
