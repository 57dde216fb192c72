package dev.restauth.enrolment;

import dev.restauth.email.AskedCodes;
import dev.restauth.enrolment.FirstFactorCodes.Mailing;
import dev.restauth.event.Network;
import dev.restauth.factor.FactorAccess;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import java.time.Duration;
import java.util.Optional;

/** The call that requests the code for the first factor of an account with a confirmed address. */
record FirstFactorRoutes(FirstFactorCodes codes, FactorAccess access) implements RouteTable.Routes {
  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, "/api/me/factors/code", Access.USER, this::mail);
  }

  private Answer mail(Call call) {
    return access
        .refusal(call, "A code for the first second factor requires the password.")
        .orElseGet(() -> mailed(call));
  }

  private Answer mailed(Call call) {
    Caller.User user = call.user();
    Language language = Language.of(Optional.empty(), call.acceptLanguage());
    return switch (codes.mail(
        user.accountId(), user.generation(), Network.of(call.client().address()), language)) {
      case Mailing.Mailed(String request) ->
          Answer.json(
              202,
              json -> {
                json.text("request", request);
                json.number("expires_in", EnrolmentCodes.MAILED.toSeconds());
              });
      case Mailing.NotNeeded _ ->
          Answer.problem(
              ProblemType.CONFLICT.because(
                  "No code is needed: only the first second factor of an account with a password and a confirmed e-mail address needs one."));
      case Mailing.Throttled(Duration retryAfter) -> AskedCodes.throttled(retryAfter);
    };
  }
}
