package dev.restauth.passkey;

import dev.restauth.assurance.Authentication;
import dev.restauth.challenge.Challenges;
import dev.restauth.challenge.LoginCompletion;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.passkey.PasskeyLogins.Attempt;
import dev.restauth.passkey.PasskeyLogins.Outcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.token.LoginTokens.Wanted;
import java.time.Duration;
import java.util.Optional;

/**
 * The calls for log-ins with passkeys: as the only proof, as the second factor of a challenge, and
 * as a step-up.
 */
record PasskeyLoginRoutes(
    RelyingParty party, PasskeyLogins logins, Challenges challenges, LoginCompletion completion)
    implements RouteTable.Routes {
  static final String LOG_IN = "/api/login/passkey";
  static final String OPTIONS = LOG_IN + "/options";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, OPTIONS, Access.LOG_IN, this::begin)
        .route(Method.POST, LOG_IN, Access.LOG_IN, this::logIn);
  }

  /**
   * Begins a log-in. The call accepts no user name and has the same answer for everybody, so that
   * nobody learns who has an account or a passkey.
   */
  private Answer begin(Call call) {
    Optional<Caller.User> user = LoginCompletion.presented(call);
    Optional<String> handle =
        call.declaresBody() ? call.json().only("challenge").find("challenge") : Optional.empty();
    if (handle.isEmpty()) {
      return options(logins.begin(), true);
    }
    return challenges
        .find(handle.get(), LoginCompletion.session(user))
        .map(pending -> options(logins.begin(pending.half()), false))
        .orElseGet(PasskeyLoginRoutes::unknown);
  }

  private Answer options(PasskeyLogins.Begun begun, boolean alone) {
    return Answer.json(200, json -> PasskeyJson.request(json, party, begun, alone));
  }

  private static Answer unknown() {
    return Answer.unauthorized(
        "The challenge is unknown, was used, or has ended. Log in again with POST /api/login.");
  }

  private Answer logIn(Call call) {
    JsonBody body =
        call.json().only("request", "credential", "challenge", "refresh", "scope", "organization");
    Optional<Caller.User> user = LoginCompletion.presented(call);
    Wanted wanted = completion.wanted(body, user);
    String request = body.string("request");
    CredentialJson credential = CredentialJson.read(body);
    credential.requireAssertion();
    Optional<String> handle = body.find("challenge");
    Optional<Challenges.Pending> pending =
        handle.flatMap(each -> challenges.find(each, LoginCompletion.session(user)));
    if (handle.isPresent() && pending.isEmpty()) {
      return unknown();
    }
    Outcome outcome =
        logins.logIn(
            new Attempt(
                request, credential, pending, user.map(Caller.User::accountId), client(call)),
            accountId -> completion.require(accountId, wanted));
    return switch (outcome) {
      case Outcome.LoggedIn(Authentication authentication) ->
          completion.begin(call, authentication, user, wanted);
      case Outcome.Refused _ -> PasskeyRoutes.invalid();
      case Outcome.Throttled(Duration retryAfter) -> Answer.throttled(retryAfter);
    };
  }

  private static HashRequest client(Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(Priority.OTHER, client.address(), client::gone);
  }
}
