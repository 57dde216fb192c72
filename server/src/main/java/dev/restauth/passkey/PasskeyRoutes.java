package dev.restauth.passkey;

import dev.restauth.event.Network;
import dev.restauth.factor.FactorAccess;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.passkey.OwnPasskeys.Begun;
import dev.restauth.passkey.OwnPasskeys.Registration;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.util.Optional;

/**
 * The calls for a user's own passkeys.
 *
 * @param service the name of this server for people
 */
record PasskeyRoutes(RelyingParty party, String service, OwnPasskeys passkeys, FactorAccess access)
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
    Optional<Answer> refusal = access.refusal(call, "Adding a passkey requires the password.");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    boolean beside = call.declaresBody() && call.json().flag("second_factor_only");
    Caller.User user = call.user();
    Begun begun =
        passkeys.begin(
            user.accountId(), user.generation(), access.methods(user), FactorAccess.provedAt(user));
    return Answer.json(
        200, json -> PasskeyJson.creation(json, party, service, user.username(), begun, beside));
  }

  private Answer register(Call call) {
    JsonBody body = call.json().only("request", "name", "credential");
    Caller.User user = call.user();
    CredentialJson credential = CredentialJson.read(body);
    credential.requireCreation();
    return switch (passkeys.register(
        user.accountId(),
        user.generation(),
        body.string("request"),
        body.label("name", NAME_AT_MOST),
        credential,
        HashRequest.fromClient(Priority.RETURNING, call.client().address(), call.client()::gone))) {
      case Registration.Registered(Passkey passkey, Added added) ->
          access.added(
              call,
              added,
              json -> json.object("passkey", each -> PasskeyJson.passkey(each, passkey)));
      case Registration.Invalid _ -> invalid();
      case Registration.TooMany _ ->
          Answer.problem(
              ProblemType.LIMIT_REACHED.because(
                  "The account has "
                      + OwnPasskeys.AT_MOST
                      + " passkeys, the maximum: remove one with DELETE "
                      + PASSKEYS
                      + "/{passkey}."));
      case Registration.Changed _ -> throw new CallerRevokedException();
    };
  }

  /** The same answer for everything that can be wrong. */
  static Answer invalid() {
    return Answer.problem(
        ProblemType.INVALID_PASSKEY.because(
            "The request has ended or was used, or the credential does not answer it. Ask for new options and begin again."));
  }

  private Answer rename(Call call) {
    JsonBody body = call.json().only("name");
    return passkeys.rename(
            call.user().accountId(), call.parameter("passkey"), body.label("name", NAME_AT_MOST))
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
