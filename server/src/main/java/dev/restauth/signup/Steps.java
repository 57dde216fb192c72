package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.event.Network;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.http.RemoteClient;
import dev.restauth.language.Language;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import dev.restauth.page.PasswordTexts;
import dev.restauth.page.View;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.signup.SealedSteps.Kind;
import dev.restauth.signup.SealedSteps.Step;
import dev.restauth.work.SignUpWork;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The handling of requests that the pages of this package share. Thread-safe.
 *
 * @param logins the handling of requests for log-in pages
 * @param sealed the sealed steps that users have completed
 * @param work the proof of work that registrations and mails require
 * @param policy the rules for passwords
 */
record Steps(LoginPages logins, SealedSteps sealed, SignUpWork work, PasswordPolicy policy) {
  /** The name of the parameter that contains the sealed step, in URLs and forms. */
  static final String STEP = "step";

  static final Message BUSY = Message.of("signup.busy");
  static final Message TOO_MANY_MAILS = Message.of("signup.too-many-mails");
  static final Message WORK_MISSING = Message.of("signup.work-missing");
  static final Message WRONG_CODE = Message.of("signup.code.wrong");
  static final Message CODE_MISSING = Message.of("signup.code.missing");
  private static final Message SIGN_IN = Message.of("signup.sign-in");

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 503;
  private static final String RETRY_SECONDS = "2";

  /**
   * A form that comes from the browser to which the server sent it.
   *
   * @param step the sealed step in the form
   */
  record Sent(Asked asked, Form form, Optional<String> step) {
    Optional<String> field(String name) {
      return form.one(name);
    }

    boolean isDecided(String decision) {
      return form.one("decision").filter(decision::equals).isPresent();
    }
  }

  /** Answers a request for a page. */
  Answer opened(Call call, Function<Asked, Answer> page) {
    return logins
        .asked(call, LoginPages.query(call, LoginPages.REQUEST))
        .map(page)
        .orElseGet(() -> LoginPages.ended(call, Optional.empty()));
  }

  /**
   * Answers a sent form. The form token must belong to the same page, the same request of an
   * application and the same step.
   */
  Answer sent(Call call, String path, Function<Sent, Answer> page) {
    Form form =
        logins
            .forms()
            .read(call, each -> about(path, each.one(LoginPages.REQUEST), each.one(STEP)));
    return logins
        .asked(call, form.one(LoginPages.REQUEST))
        .map(asked -> page.apply(new Sent(asked, form, form.one(STEP))))
        .orElseGet(() -> LoginPages.ended(call, Optional.empty()));
  }

  private static String about(String path, Optional<String> request, Optional<String> step) {
    return LoginPages.about(path, request, step);
  }

  /** Returns the frame of a form. */
  FormFrame frame(Asked asked, String path, Optional<String> step) {
    return new FormFrame(
        asked.call().pathOf(path),
        asked.browser().token(about(path, asked.sealed(), step)),
        asked.sealed(),
        step,
        work.challenges(asked.call()));
  }

  /** Returns the sealed step in the URL of a requested page. */
  Optional<String> step(Asked asked) {
    return LoginPages.query(asked.call(), STEP);
  }

  /** Opens a sealed step. */
  Optional<Step> open(Kind kind, Asked asked, Optional<String> step) {
    return step.flatMap(each -> sealed.open(kind, asked, each));
  }

  /** Seals a step, and returns the path of a page with this step. */
  String url(Asked asked, String path, Kind kind, Step step) {
    return stepUrl(asked, path, sealed.seal(kind, asked, step));
  }

  /** Returns the path of a page with a sealed step. */
  static String stepUrl(Asked asked, String path, String step) {
    String url = asked.url(path);
    return url
        + (url.indexOf('?') < 0 ? "?" : "&")
        + STEP
        + "="
        + URLEncoder.encode(step, StandardCharsets.UTF_8);
  }

  /**
   * Returns the path of a page, with the current language as a parameter if necessary. When the
   * page is requested, the account that determined the language is unknown.
   */
  String inThisLanguage(Asked asked, String path) {
    return logins.texts().inThisLanguage(asked.call(), asked.url(path));
  }

  /** Redirects to another page. */
  static Answer go(Asked asked, String location) {
    return asked.browser().remember(Answer.seeOther(location));
  }

  /** Shows a form. */
  Answer show(Asked asked, View view) {
    return logins.page(OK, asked, view);
  }

  /** Shows a form again, with an error. */
  Answer again(Asked asked, View view) {
    return logins.page(LoginPages.again(), asked, view);
  }

  /** Shows a form again to a user who has to wait before sending it again. */
  Answer throttled(Asked asked, View view, Duration retryAfter) {
    return logins.throttled(asked, view, retryAfter);
  }

  /** Shows a form again because too many passwords are being hashed. */
  Answer busy(Asked asked, View view) {
    return logins.page(UNAVAILABLE, asked, view).with(FieldNames.RETRY_AFTER, RETRY_SECONDS);
  }

  /** Shows a message, with a link to the log-in page. */
  Answer message(Asked asked, int status, String name) {
    return message(asked, status, name, asked.url(LoginPages.LOGIN), SIGN_IN);
  }

  /** Shows a message with a link. */
  Answer message(Asked asked, int status, String name, String address, Message link) {
    return logins.page(
        status, asked, MessageView.of(name, Optional.of(new MessageView.Link(address, link))));
  }

  /**
   * Shows a message that a step has expired or belongs to another browser, with a link to the page
   * on which the user can begin again.
   */
  Answer ended(Asked asked, String path) {
    return message(
        asked, BAD_REQUEST, "signup.ended", asked.url(path), Message.of("signup.begin-again"));
  }

  /**
   * Returns the reason why a password was refused. The reason is general if the current rules allow
   * the password, because they may have been reloaded since the refusal.
   */
  Message refusal(String password, String username) {
    return PasswordTexts.refusal(policy, password, username)
        .orElseGet(() -> Message.of("signup.password.other"));
  }

  /** The language of the page, for use in mails. */
  Language language(Asked asked) {
    return logins.texts().language(asked.call());
  }

  static Network network(Call call) {
    return Network.of(call.client().address());
  }

  static HashRequest client(Call call, Priority priority) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(priority, client.address(), client::gone);
  }
}
