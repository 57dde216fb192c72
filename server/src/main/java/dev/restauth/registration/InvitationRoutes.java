package dev.restauth.registration;

import dev.restauth.account.Registration;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.mail.Mailer;
import dev.restauth.page.Page;
import dev.restauth.registration.CodeAdmission.MailedCode;
import java.util.Optional;

/** The routes for people who are invited: the call that accepts an invitation, and the page that the mail links to. */
record InvitationRoutes(
    ModeGate gate,
    Registration registration,
    OneTimeCodes codes,
    Mailer mailer,
    ConfirmationListener confirmations,
    Invitations invitations,
    InvitationAcceptance acceptance,
    Lazy<Page> page)
    implements RouteTable.Routes {
  private static final String ID = "invitation";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, "/api/invitations/{invitation}", Access.ALL_OR_USER, this::accept)
        .route(Method.GET, "/mail/invitation", Access.ALL, _ -> page.get().confidential());
  }

  private Answer accept(Call call) {
    Optional<Caller.User> user = call.findUser();
    try {
      return user.map(each -> join(each, call)).orElseGet(() -> register(call));
    } catch (InviterGoneException e) {
      acceptance.refused(user.map(Caller.User::accountId), RegistrationRoutes.network(call));
      return Answer.problem(
          ProblemType.NOT_INVITED.because(
              "The person who invited you is no longer allowed to. Ask for a new invitation."));
    }
  }

  private Answer register(Call call) {
    gate.requireInviting();
    JsonBody body = call.json().only("code", "username", "password");
    String id = call.parameter(ID);
    MailedCode code = new MailedCode(acceptance.purpose(id), id, body.string("code"));
    return RegistrationRoutes.answer(
        CodeAdmission.register(
            registration,
            codes,
            mailer,
            confirmations,
            code,
            RegistrationRoutes.credentials(body),
            RegistrationRoutes.hashing(call),
            admitted ->
                new InvitationAdmission(
                    admitted, code.purpose(), acceptance, RegistrationRoutes.network(call))),
        call);
  }

  private Answer join(Caller.User user, Call call) {
    String code = call.json().only("code").string("code");
    return switch (invitations.join(
        call.parameter(ID), code, user, RegistrationRoutes.network(call))) {
      case DONE -> Answer.noContent();
      case INVALID_CODE -> RegistrationRoutes.invalidCode();
      case NOT_INVITED ->
          Answer.problem(
              ProblemType.NOT_INVITED.because(
                  "This account has not confirmed the e-mail address that was invited. Confirm that"
                      + " address first, or log in to the account that has it."));
    };
  }
}
