package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Authentication;
import dev.restauth.browser.BrowserSessions.Begun;
import dev.restauth.browser.LoginRequests.Wanted;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Cookie;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.http.RemoteClient;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Forms;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import dev.restauth.page.Pages;
import dev.restauth.page.View;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.store.Transaction;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The processing steps that all log-in pages share. Thread-safe.
 *
 * @param texts renders pages, and determines their language
 */
public record LoginPages(
    BrowserSessions sessions, LoginRequests requests, Forms forms, Pages texts) {
  /** The path of the page on which a log-in begins. */
  public static final String LOGIN = "/login";

  static final String FACTOR = "/login/factor";
  static final String RECOVERED = "/login/recovered";
  static final String CODE = "/login/code";
  static final String ENTER_CODE = "/login/code/enter";

  /** The path of the page for a logged-in user who did not come from an application. */
  static final String ACCOUNT = "/account";

  /** The name of the parameter with the encrypted request, in URLs and forms. */
  public static final String REQUEST = "request";

  /** The name of the parameter with the encrypted challenge, in URLs and forms. */
  static final String ATTEMPT = "attempt";

  static final Message THROTTLED = Message.of("browser.throttled");
  static final Message CHANGED = Message.of("browser.changed");
  private static final Message AGAIN = Message.of("browser.sign-in-again");

  /** The name of the form field with which a user cancels or ends a log-in. */
  private static final String DECISION = "decision";

  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY = 429;
  private static final int BAD_REQUEST = 400;

  /**
   * A log-in of the calling browser.
   *
   * @param sealed the encrypted request for which the user logs in; empty if the log-in is only for
   *     this server
   * @param wanted the decrypted request
   */
  public record Asked(
      Call call, FormTokens.Browser browser, Optional<String> sealed, Optional<Wanted> wanted) {
    /** Returns the path of a page, including the path of the public URL and the request. */
    public String url(String path) {
      return call.pathOf(LoginPages.url(path, sealed));
    }

    /** Returns the path of a page, including the request and an encrypted challenge. */
    String url(String path, String attempt) {
      return url(path, ATTEMPT, attempt);
    }

    Optional<String> clientName() {
      return wanted.flatMap(Wanted::clientName);
    }

    boolean accepts(long accountId) {
      return wanted.flatMap(Wanted::accountId).filter(id -> id != accountId).isEmpty();
    }

    /** Returns the minimum class of the authentication. */
    Acr least() {
      return wanted.flatMap(Wanted::least).orElse(Acr.ONE);
    }

    /** Returns whether any log-in suffices, whatever its age and its number of factors. */
    boolean isContentWithAny() {
      return least() == Acr.ONE
          && wanted.map(Wanted::proofAfter).filter(Instant.EPOCH::isBefore).isEmpty();
    }

    /** Returns the path of a page of this log-in, with one more parameter. */
    String url(String path, String name, String value) {
      return url(path) + (sealed.isPresent() ? "&" : "?") + name + "=" + encoded(value);
    }
  }

  /** A page that is a step of a log-in. */
  public interface Step extends View {
    /** The log-in to which the page belongs. */
    Asked asked();

    /** The path to which the form is sent. */
    default String action() {
      return asked().call().pathOf(LOGIN);
    }

    /** The application to which the user logs in. */
    default Optional<String> clientName() {
      return asked().clientName();
    }

    /** The encrypted request. */
    default Optional<String> request() {
      return asked().sealed();
    }
  }

  /** Decrypts a request; empty if it has expired or belongs to another browser. */
  public Optional<Asked> asked(Call call, Optional<String> sealed) {
    FormTokens.Browser browser = forms.tokens().browser(call);
    Optional<Wanted> wanted = sealed.flatMap(each -> requests.open(each, browser.binding()));
    call.locales().request(wanted.flatMap(Wanted::locale));
    return sealed.isPresent() && wanted.isEmpty()
        ? Optional.empty()
        : Optional.of(new Asked(call, browser, sealed, wanted));
  }

  /**
   * Returns a parameter from the query of a requested page. A malformed query has no parameters.
   */
  public static Optional<String> query(Call call, String parameter) {
    return call.queryForm().flatMap(form -> form.one(parameter));
  }

  /** Returns the text to which a form's token is bound. */
  public static String about(String page, Optional<String> request, Optional<String> attempt) {
    return page + " " + request.orElse("") + " " + attempt.orElse("");
  }

  /** Returns the answer to a form that ends the log-in; empty if the log-in continues. */
  Optional<Answer> decided(Call call, Form form, Optional<String> sealed) {
    Optional<String> location =
        switch (form.one(DECISION).orElse("")) {
          case "cancel" -> Optional.of(sealed.map(requests::cancellation).orElse(ACCOUNT));
          case "unmet" -> Optional.of(sealed.map(requests::unmet).orElse(ACCOUNT));
          default -> Optional.empty();
        };
    return location.map(each -> Answer.seeOther(call.pathOf(each)));
  }

  /** Outcomes of a log-in with an authentication that suffices for the account. */
  sealed interface Finished {
    /**
     * The browser is logged in.
     *
     * @param location the URL at which the browser continues
     */
    record LoggedIn(String location, Cookie cookie) implements Finished {}

    /** The request is for another account. */
    record OtherAccount() implements Finished {}

    /** The request requires a stronger authentication. */
    record TooWeak() implements Finished {}

    /** The account was changed in the meantime. */
    record Changed() implements Finished {}
  }

  /** Begins the browser session, if the authentication is as strong as the request requires. */
  Finished finish(Call call, Asked asked, Authentication authentication) {
    return finish(call, asked, authentication, _ -> true);
  }

  /**
   * Begins the browser session like {@link #finish(Call, Asked, Authentication)}, if a condition
   * holds in the transaction.
   *
   * @param condition checked in the transaction; it may use up a code or challenge
   */
  Finished finish(
      Call call, Asked asked, Authentication authentication, Predicate<Transaction> condition) {
    call.locales().concern(authentication.accountId());
    if (!asked.accepts(authentication.accountId())) {
      return new Finished.OtherAccount();
    }
    if (!authentication.methods().acr().satisfies(asked.least())) {
      return new Finished.TooWeak();
    }
    Optional<Begun> begun =
        sessions.begin(authentication, call, sessions.findLive(call), condition);
    return begun
        .<Finished>map(each -> new Finished.LoggedIn(continuation(asked), each.cookie()))
        .orElseGet(Finished.Changed::new);
  }

  /**
   * Returns the text for a user who has authenticated, but not with the account that the request
   * names.
   */
  Message otherAccount(Asked asked) {
    return Message.of("browser.login.other-account", asked.clientName().orElseGet(texts::service));
  }

  /** Returns the URL at which a browser continues after its user has logged in. */
  String continuation(Asked asked) {
    return asked
        .call()
        .pathOf(
            asked
                .sealed()
                .map(each -> requests.continuation(each, asked.browser().binding()))
                .orElse(ACCOUNT));
  }

  /** Returns the page for a user whose log-in is weaker than the request requires. */
  Answer tooWeak(Asked asked) {
    String token = asked.browser().token(about(LOGIN, asked.sealed(), Optional.empty()));
    return page(
        UNPROCESSABLE,
        asked,
        new UnmetView(asked, token, asked.least().satisfies(Acr.PHISHING_RESISTANT)));
  }

  /**
   * Returns a page of a log-in. During an OAuth authorization, the form on the page may lead to
   * another site.
   */
  public Answer page(int status, Asked asked, View view) {
    Answer page = asked.browser().remember(asked.call().page(status, view));
    return asked.sealed().isPresent() ? page.allowingFormToLeave() : page;
  }

  /** Returns the status of a page that shows a form again. */
  public static int again() {
    return UNPROCESSABLE;
  }

  /** Returns a page that shows a form again, because the user must wait before the next attempt. */
  public Answer throttled(Asked asked, View view, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return page(TOO_MANY, asked, view).with(FieldNames.RETRY_AFTER, Long.toString(seconds));
  }

  /**
   * Returns the page for a log-in that cannot continue, because its request or challenge has
   * expired or belongs to another browser.
   */
  public static Answer ended(Call call, Optional<Asked> again) {
    return call.page(
        BAD_REQUEST,
        new MessageView(
            Message.of("browser.ended.title"),
            Message.of(again.isPresent() ? "browser.ended.text" : "browser.ended.elsewhere"),
            again.map(each -> new MessageView.Link(each.url(LOGIN), AGAIN))));
  }

  /** Returns the path of a page, including its request. */
  private static String url(String path, Optional<String> request) {
    return path + request.map(each -> "?" + REQUEST + "=" + encoded(each)).orElse("");
  }

  /** Returns the path of the page for the second factor. */
  static String factorUrl(Asked asked, String attempt) {
    return withAttempt(asked, FACTOR, attempt);
  }

  /**
   * Returns the path of a page for a log-in whose second factor is missing.
   *
   * @param attempt the encrypted challenge
   */
  public static String withAttempt(Asked asked, String path, String attempt) {
    return asked.url(path, ATTEMPT, attempt);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Returns the client, for counting attempts and for the order in which requests wait. */
  static HashRequest client(Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(Priority.OTHER, client.address(), client::gone);
  }
}
