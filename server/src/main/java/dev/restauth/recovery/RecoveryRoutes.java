package dev.restauth.recovery;

import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.recovery.PasswordResets.Outcome;
import dev.restauth.work.SignUpWork;
import java.util.Optional;

/** The routes for a forgotten password. */
record RecoveryRoutes(PasswordResets resets, Mailer mailer, SignUpWork work)
    implements RouteTable.Routes {

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, "/api/password-resets", Access.ALL, this::ask)
        .route(Method.POST, "/api/password-resets/{request}", Access.ALL, this::reset);
  }

  private Answer ask(Call call) {
    mailer.require();
    ResetTarget target = target(call.json().only("email", "username"));
    work.require(call);
    HashRequest client = client(call);
    return resets
        .ask(target, Network.of(call.client().address()), client.source(), language(call))
        .answer(resets.duration());
  }

  private static ResetTarget target(JsonBody body) {
    Optional<String> email = body.find("email");
    if (email.isPresent() == body.find("username").isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID_JSON.because("Send either \"email\" or \"username\"."));
    }
    return email
        .<ResetTarget>map(
            text ->
                new ResetTarget.ByAddress(
                    EmailAddress.of(text)
                        .orElseThrow(
                            () ->
                                new ProblemException(
                                    ProblemType.INVALID_EMAIL.because(
                                        "Send an address such as anna@example.com.")))))
        .orElseGet(() -> new ResetTarget.ByUsername(body.string("username")));
  }

  private Answer reset(Call call) {
    JsonBody body = call.json().only("code", "new_password");
    return switch (resets.reset(
        call.parameter("request"),
        body.string("code"),
        body.string("new_password"),
        client(call),
        language(call))) {
      case Outcome.Done _ -> Answer.noContent();
      case Outcome.InvalidCode _ ->
          Answer.problem(
              ProblemType.INVALID_CODE.because(
                  "The code is wrong, used or expired. After five wrong tries no code is accepted"
                      + " for this request: ask for a new code."));
      case Outcome.Excluded _ ->
          Answer.problem(
              ProblemType.RECOVERED_RECENTLY.because(
                  "The second factor was removed by mail less than 7 days ago: the same mailbox cannot set a new password now."));
      case Outcome.InvalidPassword(String reason) ->
          Answer.problem(ProblemType.INVALID_PASSWORD.because(reason));
      case Outcome.Busy _ -> Answer.busy();
    };
  }

  private static HashRequest client(Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(Priority.RETURNING, client.address(), client::gone);
  }

  private static Language language(Call call) {
    return Language.of(Optional.empty(), call.acceptLanguage());
  }
}
