package dev.restauth.account;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.time.Duration;
import java.util.Optional;

/**
 * The route {@code PUT /api/me/username}, which changes the caller's user name.
 *
 * @param confirmation requires the password before the name is changed
 */
record UsernameRoutes(OwnUsername ownUsername, PasswordConfirmation confirmation)
    implements RouteTable.Routes {
  private static final String CURRENT_PASSWORD = "current_password";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.PUT, "/api/me/username", Access.USER, this::change);
  }

  private Answer change(Call call) {
    JsonBody body = call.json().only("username", CURRENT_PASSWORD);
    String username = body.string("username");
    Optional<Answer> refusal =
        confirmation.refusal(call, "A token alone does not change the user name.");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    RemoteClient client = call.client();
    HashRequest request =
        HashRequest.fromClient(Priority.RETURNING, client.address(), client::gone);
    return switch (ownUsername.change(call.user(), username, call.acceptLanguage(), request)) {
      case OwnUsername.Outcome.Done done -> Answer.noContent();
      case OwnUsername.Outcome.Invalid(String reason) ->
          Answer.problem(ProblemType.INVALID_USERNAME.because(reason));
      case OwnUsername.Outcome.Taken taken ->
          Answer.problem(
              ProblemType.USERNAME_TAKEN.because(
                  "Somebody has this user name, or had it. Choose another."));
      case OwnUsername.Outcome.Conflict conflict ->
          Answer.problem(
              ProblemType.CONFLICT.because(
                  "The account was changed at the same time. Nothing was done."));
      case OwnUsername.Outcome.TooManyChanges(Duration retryAfter) ->
          Answer.throttled(
              "The user name was changed %d times within a day."
                  .formatted(RetiredNames.CHANGES_AT_MOST),
              retryAfter);
      case OwnUsername.Outcome.Throttled(Duration retryAfter) ->
          Answer.throttled("Too many user names were requested from this address.", retryAfter);
    };
  }
}
