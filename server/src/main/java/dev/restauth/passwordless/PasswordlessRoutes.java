package dev.restauth.passwordless;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.passwordless.OwnPassword.Addition;
import dev.restauth.passwordless.OwnPassword.Removal;
import java.util.Optional;

/** The calls through which users remove their password, and set a password again. */
record PasswordlessRoutes(OwnPassword passwords, PasswordConfirmation confirmation)
    implements RouteTable.Routes {
  private static final String PASSWORD = "/api/me/password";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.PUT, PASSWORD, Access.USER, this::add)
        .route(Method.DELETE, PASSWORD, Access.USER, this::remove);
  }

  private Answer remove(Call call) {
    return confirmation.refusalWithoutPasskey(call.user()).orElseGet(() -> removed(call));
  }

  private Answer removed(Call call) {
    Caller.User user = call.user();
    return switch (passwords.remove(
        user.accountId(), user.generation(), Optional.of(Network.of(call.client().address())))) {
      case Removal.Removed _ -> Answer.noContent();
      case Removal.None _ ->
          Answer.problem(ProblemType.NOT_FOUND.because("The account has no password."));
      case Removal.NoWayBack _ ->
          Answer.problem(
              ProblemType.RECOVERY_NEEDED.because(
                  "If you lost your passkey, you could not log in any more. Register a second one that verifies you; or confirm an e-mail address, and keep recovery codes."));
      case Removal.Changed _ -> changed();
    };
  }

  private static Answer changed() {
    return Answer.problem(
        ProblemType.CONFLICT.because(
            "The account was changed at the same time. Nothing was done."));
  }

  private Answer add(Call call) {
    Caller.User user = call.user();
    String password = call.json().only("new_password").string("new_password");
    if (confirmation.proofs().of(user.accountId()).password()) {
      return Answer.problem(
          ProblemType.CONFLICT.because(
              "The account has a password. Change it with POST /api/me/password."));
    }
    return confirmation
        .refusalWithoutStrongest(user)
        .orElseGet(() -> added(user, password, call.client()));
  }

  private Answer added(Caller.User user, String password, RemoteClient client) {
    return switch (passwords.add(
        user.accountId(),
        user.username(),
        user.generation(),
        password,
        HashRequest.fromClient(Priority.RETURNING, client.address(), client::gone))) {
      case Addition.Added _ -> Answer.noContent();
      case Addition.Invalid(String reason) ->
          Answer.problem(ProblemType.INVALID_PASSWORD.because(reason));
      case Addition.Changed _ -> changed();
      case Addition.Busy _ -> Answer.busy();
    };
  }
}
