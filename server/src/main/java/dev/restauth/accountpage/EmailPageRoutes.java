package dev.restauth.accountpage;

import dev.restauth.accountpage.EmailView.Tokens;
import dev.restauth.email.OwnEmail;
import dev.restauth.email.OwnEmail.Change;
import dev.restauth.email.OwnEmail.State;
import dev.restauth.http.Answer;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.page.Message;
import java.time.Duration;
import java.util.Optional;

/** The page for the e-mail address. It uses the same use cases as {@code /api/me/email}. */
record EmailPageRoutes(AccountPages pages, FactorRules rules, OwnEmail email, Mailer mailer)
    implements RouteTable.Routes {
  private static final String PATH = AccountPages.EMAIL;
  private static final String CHANGE = "change";
  private static final String CONFIRM = "confirm";
  private static final String DROP = "drop";

  @Override
  public void declare(RouteTable table) {
    table
        .page(
            Method.GET,
            PATH,
            call ->
                pages.show(
                    call, PATH, visit -> call.page(AccountPages.OK, view(visit, Message.NONE))))
        .page(Method.POST, PATH, call -> pages.change(call, PATH, this::change));
  }

  private EmailView view(Visit visit, Message error) {
    State state = email.state(visit.accountId(), visit.generation());
    return new EmailView(
        visit.call().pathOf(PATH),
        visit.call().pathOf(AccountPages.ACCOUNT),
        state.address().confirmed().map(EmailAddress::text),
        state.pending(),
        mailer.isConfigured()
            ? Optional.of(
                new Tokens(
                    visit.token(PATH, CHANGE, ""),
                    visit.token(PATH, CONFIRM, ""),
                    visit.token(PATH, DROP, "")))
            : Optional.empty(),
        Notice.of(visit, pages.forms().tokens()),
        error);
  }

  private Answer change(Visit visit, Form form) {
    return switch (form.one(AccountPages.ACTION).orElse("")) {
      case CHANGE ->
          rules.refusal(visit, PATH).orElseGet(() -> begin(visit, form.one("email").orElse("")));
      case CONFIRM -> confirm(visit, form.one("code").map(String::strip).orElse(""));
      case DROP -> {
        email.dropPending(visit.accountId());
        yield pages.done(visit, PATH, Notice.EMAIL_DROPPED);
      }
      default -> Answer.problem(ProblemType.INVALID_PARAMETER.because("There is no such action."));
    };
  }

  private Answer begin(Visit visit, String text) {
    mailer.require();
    Optional<EmailAddress> address = EmailAddress.of(text.strip());
    if (address.isEmpty()) {
      return again(visit, "account.email.invalid");
    }
    return switch (email.change(
        visit.user(), address.get(), visit.network().orElseThrow(), pages.language(visit))) {
      case Change.Started _ -> Answer.seeOther(visit.call().pathOf(PATH));
      case Change.Throttled(Duration retryAfter) ->
          pages.throttled(visit, view(visit, Message.of("account.enrol.no-mail")), retryAfter);
    };
  }

  private Answer confirm(Visit visit, String code) {
    if (code.isEmpty()) {
      return again(visit, "account.email.missing");
    }
    return switch (email.confirm(
        visit.user(), code, visit.network().orElseThrow(), pages.language(visit))) {
      case DONE -> pages.done(visit, AccountPages.ACCOUNT, Notice.EMAIL_CHANGED);
      case INVALID_CODE -> again(visit, "account.email.wrong");
      case TAKEN -> again(visit, "account.email.taken");
    };
  }

  private Answer again(Visit visit, String error) {
    return pages.again(visit, view(visit, Message.of(error)));
  }
}
