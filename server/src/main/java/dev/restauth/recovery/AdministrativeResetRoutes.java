package dev.restauth.recovery;

import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import dev.restauth.mail.Mailer;
import dev.restauth.recovery.SentResets.Outcome;
import dev.restauth.role.PowerGuard;
import java.time.Duration;
import java.util.Optional;

/**
 * The route through which administrators send the owner of an account a mail with a code for a new
 * password.
 */
record AdministrativeResetRoutes(SentResets resets, Mailer mailer, PowerGuard guard)
    implements RouteTable.Routes {
  /** An id that no account has. */
  private static final long NOBODY = 0;

  @Override
  public void declare(RouteTable table) {
    table.route(
        Method.POST,
        "/api/admin/users/{id}/password-reset",
        Access.administrative(AdministrativeScope.USERS_WRITE),
        guard.guarded(this::send));
  }

  private Answer send(Call call) {
    mailer.require();
    return switch (resets.send(
        call.number("id").orElse(NOBODY),
        Language.of(Optional.empty(), Optional.empty()),
        PowerGuard.actor(call))) {
      case Outcome.Sent(Duration expiresIn) ->
          Answer.json(202, json -> json.number("expires_in", expiresIn.toSeconds()));
      case Outcome.UnknownAccount _ ->
          Answer.problem(ProblemType.NOT_FOUND.because("No account has this id."));
      case Outcome.NoAddress _ ->
          Answer.problem(
              ProblemType.NO_ADDRESS.because(
                  "The account has no e-mail address that its owner has confirmed."));
      case Outcome.ServiceAccount _ ->
          Answer.problem(
              ProblemType.NO_ADDRESS.because(
                  "It is a service account, which has neither a password nor an address. Make keys"
                      + " for it with POST /api/admin/users/{id}/keys."));
      case Outcome.NotActive _ ->
          Answer.problem(
              ProblemType.NO_ADDRESS.because(
                  "The account is not active, so nobody could log in with a new password."));
      case Outcome.Throttled(Duration retryAfter) ->
          Answer.throttled("Too many mails were sent to the address.", retryAfter);
    };
  }
}
