package dev.restauth.passkey;

import dev.restauth.event.Network;
import dev.restauth.factor.FactorAccess;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import java.util.Optional;

/** The calls for a user's own passkeys. */
record PasskeyRoutes(OwnPasskeys passkeys, PasskeyEnrolment enrolment, FactorAccess access)
    implements RouteTable.Routes {
  static final String PASSKEYS = "/api/me/factors/passkeys";
  static final String OPTIONS = PASSKEYS + "/options";
  static final String PASSKEY = PASSKEYS + "/{passkey}";

  /** The maximum length of a name, in characters. */
  static final int NAME_AT_MOST = 64;

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, OPTIONS, Access.USER, this::begin)
        .route(Method.POST, PASSKEYS, Access.USER, this::register)
        .route(Method.PATCH, PASSKEY, Access.USER, this::rename)
        .route(Method.DELETE, PASSKEY, Access.USER, this::remove);
  }

  private Answer begin(Call call) {
    Optional<Answer> refusal = access.refusalToAdd(call, "Adding a passkey requires the password.");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Caller.User user = call.user();
    return enrolment.begin(
        new PasskeyEnrolment.Owner(
            user.accountId(),
            user.username(),
            user.generation(),
            access.methods(user),
            FactorAccess.provedAt(user)),
        call.declaresBody() && call.json().flag("second_factor_only"));
  }

  private Answer register(Call call) {
    JsonBody body = call.json().only("request", "name", "credential");
    return enrolment.complete(call, body, call.user().accountId(), call.user().generation());
  }

  /** Returns the answer to an invalid registration. It is the same for every possible mistake. */
  static Answer invalid() {
    return Answer.problem(
        ProblemType.INVALID_PASSKEY.because(
            "The request has ended or was used, or the credential does not answer it. Ask for new options and begin again."));
  }

  private Answer rename(Call call) {
    JsonBody body = call.json().only("name");
    return passkeys.rename(
            call.user().accountId(), call.parameter("passkey"), PasskeyEnrolment.name(body))
        ? Answer.noContent()
        : unknown();
  }

  private Answer remove(Call call) {
    return access
        .refusalToRemove(call, "Removing a passkey requires the password.")
        .orElseGet(
            () ->
                passkeys.remove(
                        call.user().accountId(),
                        call.user().generation(),
                        call.parameter("passkey"),
                        Optional.of(Network.of(call.client().address())))
                    ? Answer.noContent()
                    : unknown());
  }

  private static Answer unknown() {
    return Answer.problem(
        ProblemType.NOT_FOUND.because(
            "You have no passkey with this id. GET /api/me/factors lists those that you have."));
  }
}
