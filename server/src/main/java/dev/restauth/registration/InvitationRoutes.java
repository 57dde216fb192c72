package dev.restauth.registration;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.registration.SignUps.Accepted;

/** The API call through which invited people accept an invitation. */
record InvitationRoutes(ModeGate gate, SignUps signUps) implements RouteTable.Routes {
  private static final String ID = "invitation";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, "/api/invitations/{invitation}", Access.ALL_OR_USER, this::accept);
  }

  private Answer accept(Call call) {
    return call.findUser().map(user -> join(user, call)).orElseGet(() -> register(call));
  }

  private Answer register(Call call) {
    gate.requireInviting();
    JsonBody body = call.json().only("code", "username", "password");
    return switch (signUps.accept(
        call.parameter(ID), body.string("code"), RegistrationRoutes.newcomer(body, call))) {
      case Accepted.Answered(var outcome) -> RegistrationRoutes.answer(outcome, call);
      case Accepted.InviterGone _ -> inviterGone();
      case Accepted.TooManyRoles _ -> tooManyRoles();
      case Accepted.TooManyOrganizations _ -> tooManyOrganizations();
    };
  }

  private Answer join(Caller.User user, Call call) {
    String code = call.json().only("code").string("code");
    return switch (signUps.join(call.parameter(ID), code, user, RegistrationRoutes.network(call))) {
      case DONE -> Answer.noContent();
      case INVALID_CODE -> RegistrationRoutes.invalidCode();
      case NOT_INVITED ->
          Answer.problem(
              ProblemType.NOT_INVITED.because(
                  "This account has not confirmed the e-mail address that was invited. Confirm that"
                      + " address first, or log in to the account that has it."));
      case INVITER_GONE -> inviterGone();
      case TOO_MANY_ROLES -> tooManyRoles();
      case TOO_MANY_ORGANIZATIONS -> tooManyOrganizations();
    };
  }

  private static Answer tooManyRoles() {
    return Answer.problem(
        ProblemType.LIMIT_REACHED.because(
            "The account has so many roles that those of the invitation would not fit into its"
                + " tokens."));
  }

  private static Answer tooManyOrganizations() {
    return Answer.problem(
        ProblemType.LIMIT_REACHED.because(
            "The account is a member of too many organisations. Leave one first."));
  }

  private static Answer inviterGone() {
    return Answer.problem(
        ProblemType.NOT_INVITED.because(
            "The person who invited you is no longer allowed to. Ask for a new invitation."));
  }
}
