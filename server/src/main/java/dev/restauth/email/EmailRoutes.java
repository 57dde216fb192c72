package dev.restauth.email;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import java.time.Duration;
import java.util.Optional;

/** The routes for the caller's e-mail address. */
record EmailRoutes(
    OwnEmail email, Mailer mailer, PasswordConfirmation confirmation, Duration resetValidity)
    implements RouteTable.Routes {
  private static final String CURRENT_PASSWORD = "current_password";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.PUT, "/api/me/email", Access.USER, this::change)
        .route(Method.POST, "/api/me/email/confirm", Access.USER, this::confirm)
        .route(Method.DELETE, "/api/me/email/pending", Access.USER, this::dropPending)
        .route(Method.POST, "/api/email-undo", Access.ALL, this::undo);
  }

  private Answer change(Call call) {
    mailer.require();
    JsonBody body = call.json().only("email", CURRENT_PASSWORD);
    Optional<EmailAddress> address = EmailAddress.of(body.string("email"));
    Optional<Answer> refusal =
        confirmation.refusal(call, "A token alone does not change the e-mail address.");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (address.isEmpty()) {
      return Answer.problem(
          ProblemType.INVALID_EMAIL.because(
              "Send an address such as anna@example.com: an ASCII name, one @ and a domain, at most"
                  + " 254 bytes."));
    }
    return switch (email.change(call.user(), address.get(), network(call), language(call))) {
      case OwnEmail.Change.Started(String request) ->
          Answer.json(
              202,
              json -> {
                json.text("email_pending", address.get().text());
                json.text("request", request);
                json.number("expires_in", OwnEmail.PENDING.toSeconds());
              });
      case OwnEmail.Change.Throttled(Duration retryAfter) -> AskedCodes.throttled(retryAfter);
    };
  }

  private Answer confirm(Call call) {
    String code = call.json().only("code").string("code");
    return switch (email.confirm(call.user(), code, network(call), language(call))) {
      case DONE -> Answer.noContent();
      case INVALID_CODE -> invalidCode();
      case TAKEN ->
          Answer.problem(
              ProblemType.EMAIL_TAKEN.because(
                  "Another account has confirmed this address. Log in to that account, or use"
                      + " another address."));
    };
  }

  private Answer dropPending(Call call) {
    email.dropPending(call.user().accountId());
    return Answer.noContent();
  }

  private Answer undo(Call call) {
    String code = call.json().only("code").string("code");
    return email
        .undo(code, network(call), language(call))
        .map(
            request ->
                Answer.json(
                    200,
                    json -> {
                      json.text("request", request);
                      json.number("expires_in", resetValidity.toSeconds());
                    }))
        .orElseGet(EmailRoutes::invalidCode);
  }

  private static Answer invalidCode() {
    return Answer.problem(
        ProblemType.INVALID_CODE.because("The code is wrong, used or expired. Ask for a new one."));
  }

  private static Network network(Call call) {
    return Network.of(call.client().address());
  }

  private static Language language(Call call) {
    return Language.of(Optional.empty(), call.acceptLanguage());
  }
}
