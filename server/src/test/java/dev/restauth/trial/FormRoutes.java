package dev.restauth.trial;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Cookie;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.http.UnavailableException;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import dev.restauth.vault.Vault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Pages for tests, which show what the client sends. */
final class FormRoutes implements RouteTable.Routes {
  private static final String ABOUT = "colour";

  private final FormTokens tokens;
  private final FormCalls calls;

  FormRoutes(Vault vault, FormCalls calls) {
    this.tokens = new FormTokens(vault);
    this.calls = calls;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, "/trial/form", this::form)
        .page(Method.POST, "/trial/form", this::sent)
        .page(Method.GET, "/trial/flow", call -> message(call, "flow", "").allowingFormToLeave())
        .page(Method.GET, "/trial/message", this::message)
        .page(Method.POST, "/trial/message", this::message)
        .page(Method.GET, "/trial/cookie", this::cookie)
        .page(Method.GET, "/trial/query", this::query)
        .page(Method.GET, "/trial/problem/{id}", FormRoutes::problem);
  }

  private Answer form(Call call) {
    Blocking.begin();
    calls.count("form");
    FormTokens.Browser browser = tokens.browser(call);
    return browser.remember(message(call, browser.token(ABOUT), browser.binding()));
  }

  private Answer sent(Call call) {
    Blocking.begin();
    calls.count("sent");
    Form form = call.form().orElseThrow(FormRoutes::unreadable);
    String about = form.one("about").orElse(ABOUT);
    if (!tokens.accepts(call, form.one(FormTokens.FIELD), about)) {
      return Answer.problem(ProblemType.CROSS_ORIGIN_CREDENTIALS.because("The form is too old."));
    }
    return Answer.seeOther(call.pathOf("/trial/message"));
  }

  /** Shows the query or the form. */
  private Answer message(Call call) {
    Form form =
        (call.declaresBody() ? call.form() : call.queryForm()).orElseThrow(FormRoutes::unreadable);
    MessageView view =
        new MessageView(
            words(form.one("title").orElse("none")),
            words(form.one("text").orElse("none")),
            form.one("link").map(link -> new MessageView.Link(link, words("on"))));
    return call.page(200, view);
  }

  private static Answer message(Call call, String title, String text) {
    return call.page(200, new MessageView(words(title), words(text), Optional.empty()));
  }

  private static Message words(String text) {
    return Message.of("trial.words", text);
  }

  /** Shows the cookie "colour", and sets it to "red" for a minute. */
  private Answer cookie(Call call) {
    return message(call, "cookie", call.cookie("colour").orElse("none"))
        .with(Cookie.lasting("colour", "red", Duration.ofMinutes(1)), call)
        .with(Cookie.removed("old"), call);
  }

  private Answer query(Call call) {
    Form form = call.queryForm().orElseThrow(FormRoutes::unreadable);
    return message(
        call, "query", form.all("resource") + " " + form.hasRepeatedExcept(Set.of("resource")));
  }

  private static Answer problem(Call call) {
    return switch ((int) call.number("id").orElse(0)) {
      case 400 -> throw unreadable();
      case 404 -> Answer.problem(ProblemType.NOT_FOUND.because("<nothing>"));
      case 401 -> Answer.unauthorized("no");
      case 429 -> Answer.throttled("Too often.", Duration.ofSeconds(7));
      case 500 -> throw new IllegalStateException("a defect");
      case 503 -> throw new UnavailableException("busy");
      default -> throw new ProblemException(ProblemType.CONFLICT.because("conflict"));
    };
  }

  private static ProblemException unreadable() {
    return new ProblemException(ProblemType.INVALID_PARAMETER.because("It cannot be read."));
  }
}
