package dev.restauth.challenge;

import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.challenge.Challenges.Outcome;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.JsonBody;
import dev.restauth.http.LoginOutcome;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.login.LoginFlow;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.token.LoginTokens.Wanted;
import java.time.Duration;
import java.util.Optional;

/**
 * The calls for JSON log-ins. If a call has a token, it is a step-up (RFC 9470): a new session
 * replaces the session of the token.
 */
record LoginRoutes(LoginFlow logins, Challenges challenges, LoginCompletion completion)
    implements RouteTable.Routes {

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, "/api/login", Access.LOG_IN, this::logIn)
        .route(Method.POST, "/api/login/factor", Access.LOG_IN, this::complete);
  }

  private Answer logIn(Call call) {
    JsonBody body =
        call.json().only("username", "password", "code", "refresh", "scope", "organization");
    Optional<Caller.User> user = LoginCompletion.presented(call);
    String username = username(body, user);
    String password = body.string("password");
    Optional<String> code = body.find("code");
    Wanted wanted = completion.wanted(body, user);
    return switch (logins.logIn(username, password, client(call))) {
      case LoginOutcome.LoggedIn(Caller.User found) ->
          completion.begin(call, found.authentication().orElseThrow(), user, wanted);
      case LoginOutcome.FactorMissing(HalfAuthentication half) when code.isPresent() -> {
        completion.require(half.accountId(), wanted);
        yield answer(call, challenges.complete(half, code.get(), client(call)), user, wanted);
      }
      case LoginOutcome.FactorMissing(HalfAuthentication half) ->
          Answer.factorRequired(
              challenges.begin(half, LoginCompletion.session(user), client(call)));
      case LoginOutcome.EnrolmentDue(HalfAuthentication half) ->
          Answer.enrolmentRequired(challenges.beginEnrolment(half, client(call)));
      case LoginOutcome.Refused _ ->
          Answer.unauthorized("User name or password is wrong, or the account cannot log in.");
      case LoginOutcome.Throttled(Duration retryAfter) -> Answer.throttled(retryAfter);
      case LoginOutcome.Busy _ -> Answer.busy();
      case LoginOutcome.Gone _ ->
          throw new ClientGoneException("the client no longer waits for the password check");
    };
  }

  private Answer complete(Call call) {
    JsonBody body = call.json().only("challenge", "code", "refresh", "scope", "organization");
    Optional<Caller.User> user = LoginCompletion.presented(call);
    String handle = body.string("challenge");
    String code = body.string("code");
    Wanted wanted = completion.wanted(body, user);
    Optional<Challenges.Pending> pending = challenges.find(handle, LoginCompletion.session(user));
    if (pending.isEmpty()) {
      return unknown();
    }
    completion.require(pending.get().half().accountId(), wanted);
    return answer(call, challenges.complete(pending.get(), code, client(call)), user, wanted);
  }

  private Answer answer(Call call, Outcome outcome, Optional<Caller.User> user, Wanted wanted) {
    return switch (outcome) {
      case Outcome.Complete(Authentication authentication, _) ->
          completion.begin(call, authentication, user, wanted);
      case Outcome.WrongCode _ ->
          Answer.problem(
              ProblemType.INVALID_CODE.because(
                  "The code is wrong, or was used before. Wait for the next one."));
      case Outcome.Unknown _ -> unknown();
      case Outcome.Throttled(Duration retryAfter) -> Answer.throttled(retryAfter);
    };
  }

  private static Answer unknown() {
    return Answer.unauthorized(
        "The challenge is unknown, was used, or has ended. Log in again with POST /api/login.");
  }

  private static String username(JsonBody body, Optional<Caller.User> user) {
    if (user.isEmpty()) {
      return body.string("username");
    }
    if (body.find("username").isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID_MEMBER.because(
              "With a token the member \"username\" must be missing: the user is that of the token."));
    }
    return user.get().username();
  }

  private static HashRequest client(Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(Priority.OTHER, client.address(), client::gone);
  }
}
