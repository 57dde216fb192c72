package dev.restauth.impersonation;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.Actor;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.impersonation.Impersonations.Outcome;
import dev.restauth.role.PowerGuard;
import dev.restauth.session.LiveSession;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenIssuer.IssuedToken;
import java.util.Optional;

/**
 * The route {@code POST /api/admin/users/{id}/impersonation}. It returns a token with which an
 * administrator acts as another user.
 */
record ImpersonationRoutes(
    Impersonations impersonations,
    TokenIssuer issuer,
    PasswordConfirmation confirmation,
    PowerGuard guard)
    implements RouteTable.Routes {
  /** The maximum length of a reason, in characters. */
  static final int REASON_AT_MOST = 200;

  @Override
  public void declare(RouteTable table) {
    table.route(
        Method.POST,
        "/api/admin/users/{id}/impersonation",
        Access.administrative(AdministrativeScope.USERS_IMPERSONATE),
        guard.guarded(this::begin));
  }

  private Answer begin(Call call) {
    Optional<Answer> refusal =
        confirmation.refusal(call, "Acting as another user requires your password.");
    return refusal.orElseGet(() -> begin(call, reason(call)));
  }

  private static String reason(Call call) {
    return call.json().only("reason", "current_password").label("reason", REASON_AT_MOST);
  }

  private Answer begin(Call call, String reason) {
    issuer.requirePermission();
    Actor.Administrator by = PowerGuard.actor(call);
    long target = call.number("id").orElse(-1); // no account has this id
    return switch (impersonations.begin(by, call.user().generation(), target, reason)) {
      case Outcome.Begun(LiveSession session) -> begun(session, by.accountId());
      case Outcome.UnknownUser() ->
          Answer.problem(ProblemType.NOT_FOUND.because("No account has this id."));
      case Outcome.Oneself() -> cannot("This is your own account: use your own token.");
      case Outcome.ServiceAccount() ->
          cannot(
              "It is a service account, which has only keys: a program sees no pages that you could"
                  + " look at.");
      case Outcome.Disabled() -> cannot("The account is disabled: nobody can use it.");
      case Outcome.FactorDue() ->
          cannot("The user must enrol a second factor first: until then nobody gets a token.");
      case Outcome.TooMany() ->
          cannot(
              "You act as another user in "
                  + Impersonations.LIVE_AT_MOST
                  + " sessions, the maximum: end one with DELETE /api/token and its token.");
      case Outcome.Revoked() -> throw new CallerRevokedException();
    };
  }

  private Answer begun(LiveSession session, long actor) {
    IssuedToken issued = issuer.impersonate(session, actor);
    return Answer.json(
        201,
        json -> {
          json.text("token", issued.token());
          json.number("duration", issued.duration().toSeconds());
          json.text("scope", issued.scope());
          json.text("session", session.id());
        });
  }

  private static Answer cannot(String why) {
    return Answer.problem(ProblemType.CANNOT_IMPERSONATE.because(why));
  }
}
