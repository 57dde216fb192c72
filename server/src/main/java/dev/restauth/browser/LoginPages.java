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
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Html;
import dev.restauth.page.MessageView;
import dev.restauth.page.View;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The steps that all pages of a log-in share. Thread-safe. */
record LoginPages(BrowserSessions sessions, LoginRequests requests, FormTokens tokens) {
  static final String LOGIN = "/login";
  static final String FACTOR = "/login/factor";

  /** The name of the parameter with the sealed request, in URLs and forms. */
  static final String REQUEST = "request";

  /** The name of the parameter with the sealed challenge, in URLs and forms. */
  static final String ATTEMPT = "attempt";

  static final String THROTTLED = "Too many log-ins have failed. Wait a while, then try again.";

  /** How a form ends a log-in. */
  private static final String DECISION = "decision";

  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY = 429;
  private static final int BAD_REQUEST = 400;

  /**
   * A log-in of the browser that makes a call.
   *
   * @param sealed the request for which the user logs in; empty if it is for this server alone
   * @param wanted the same, opened
   */
  record Asked(
      Call call, FormTokens.Browser browser, Optional<String> sealed, Optional<Wanted> wanted) {
    /** Returns the path of a page, with the path of the public URL and the request. */
    String url(String path) {
      return call.pathOf(LoginPages.url(path, sealed));
    }

    Optional<String> clientName() {
      return wanted.map(Wanted::clientName);
    }

    boolean accepts(long accountId) {
      return wanted.flatMap(Wanted::accountId).filter(id -> id != accountId).isEmpty();
    }

    /** The weakest class that suffices. */
    Acr least() {
      return wanted.flatMap(Wanted::least).orElse(Acr.ONE);
    }
  }

  /** Opens a request; empty if it has ended, or belongs to another browser. */
  Optional<Asked> asked(Call call, Optional<String> sealed) {
    FormTokens.Browser browser = tokens.browser(call);
    Optional<Wanted> wanted = sealed.flatMap(each -> requests.open(each, browser.binding()));
    return sealed.isPresent() && wanted.isEmpty()
        ? Optional.empty()
        : Optional.of(new Asked(call, browser, sealed, wanted));
  }

  /** Returns the query of a page that is opened; one that is malformed has no parameters. */
  static Optional<String> query(Call call, String parameter) {
    return call.queryForm().flatMap(form -> form.one(parameter));
  }

  /**
   * Returns the form that a page of this server has sent.
   *
   * @param about what its hidden token is about
   * @throws ProblemException if it is none, or has no token that was made for this browser and this form
   */
  Form form(Call call, Function<Form, String> about) {
    Form form =
        call.form()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE.because("Send the form of the page.")));
    require(call, form.one(FormTokens.FIELD), about.apply(form));
    return form;
  }

  /**
   * Requires the hidden token of a form.
   *
   * @throws ProblemException if it was not made for this browser and this form
   */
  void require(Call call, Optional<String> token, String about) {
    if (!tokens.accepts(call, token, about)) {
      throw new ProblemException(
          ProblemType.CROSS_ORIGIN_CREDENTIALS.because(
              "The form was not sent by a page of this server."));
    }
  }

  /** Returns what the token of a form is about. */
  static String about(String page, Optional<String> request, Optional<String> attempt) {
    return page + " " + request.orElse("") + " " + attempt.orElse("");
  }

  /** Returns where a form leads that does not go on; empty if it does. */
  Optional<Answer> decided(Call call, Form form, Optional<String> sealed) {
    Optional<String> location =
        switch (form.one(DECISION).orElse("")) {
          case "cancel" -> Optional.of(sealed.map(requests::cancellation).orElse(LOGIN));
          case "unmet" -> Optional.of(sealed.map(requests::unmet).orElse(LOGIN));
          default -> Optional.empty();
        };
    return location.map(each -> Answer.seeOther(call.pathOf(each)));
  }

  /** Outcomes of an authentication that suffices for its account. */
  sealed interface Finished {
    /**
     * The browser is logged in.
     *
     * @param location where it goes on
     */
    record LoggedIn(String location, Cookie cookie) implements Finished {}

    /** The request is for another account. */
    record OtherAccount() implements Finished {}

    /** The request wants a stronger authentication. */
    record TooWeak() implements Finished {}

    /** The account was changed meanwhile. */
    record Changed() implements Finished {}
  }

  /** Begins the browser session, if the authentication is what the request wants. */
  Finished finish(Call call, Asked asked, Authentication authentication) {
    if (!asked.accepts(authentication.accountId())) {
      return new Finished.OtherAccount();
    }
    if (!authentication.methods().acr().satisfies(asked.least())) {
      return new Finished.TooWeak();
    }
    String location = call.pathOf(asked.sealed().map(requests::continuation).orElse(LOGIN));
    Optional<Begun> begun = sessions.begin(authentication, call, sessions.find(call));
    return begun
        .<Finished>map(each -> new Finished.LoggedIn(location, each.cookie()))
        .orElseGet(Finished.Changed::new);
  }

  /** The page for a user whose account does not reach the class that the request wants. */
  Answer tooWeak(Asked asked) {
    String token = asked.browser().token(about(LOGIN, asked.sealed(), Optional.empty()));
    return page(
        UNPROCESSABLE,
        asked,
        new UnmetView(
            asked.call().pathOf(LOGIN),
            asked.clientName().orElse(""),
            asked.url(LOGIN),
            asked.sealed().orElse(""),
            token,
            asked.least().satisfies(Acr.PHISHING_RESISTANT)));
  }

  /** Returns an answer of a log-in. Inside an authorization by OAuth its form may lead to another site. */
  Answer page(int status, Asked asked, View view) {
    Answer page = asked.browser().remember(Html.answer(asked.call(), status, view));
    return asked.sealed().isPresent() ? page.whoseFormMayLeave() : page;
  }

  /** The status of a page that shows a form again. */
  static int again() {
    return UNPROCESSABLE;
  }

  /** Returns a page of a log-in that has to wait. */
  Answer throttled(Asked asked, View view, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return page(TOO_MANY, asked, view).with(FieldNames.RETRY_AFTER, Long.toString(seconds));
  }

  /** The page for a log-in that cannot go on: its request or its challenge has ended, or belongs to another browser. */
  static Answer ended(Call call, Optional<Asked> again) {
    return Html.answer(
        call,
        BAD_REQUEST,
        new MessageView(
            "This log-in has ended",
            again.isPresent()
                ? "It took too long, or was completed before."
                : "Go back to the application, and log in once more.",
            again.map(each -> new MessageView.Link(each.url(LOGIN), "Sign in again"))));
  }

  /** Returns the path of a page with its request. */
  private static String url(String path, Optional<String> request) {
    return path + request.map(each -> "?" + REQUEST + "=" + encoded(each)).orElse("");
  }

  /** Returns the path of the page for the second factor. */
  static String factorUrl(Asked asked, String attempt) {
    return asked.url(FACTOR)
        + (asked.sealed().isPresent() ? "&" : "?")
        + ATTEMPT
        + "="
        + encoded(attempt);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The client, for whatever counts attempts and orders the waiting. */
  static HashRequest client(Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(Priority.OTHER, client.address(), client::gone);
  }
}
