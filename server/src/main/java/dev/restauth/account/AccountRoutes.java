package dev.restauth.account;

import dev.restauth.account.AccountSettings.UserNames;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The routes for accounts, and an example of a protected resource. */
final class AccountRoutes implements RouteTable.Routes {
  private final UserNames userNames;
  private final OwnAccount ownAccount;
  private final AccountCache accounts;
  private final LegacyDirectory legacy;
  private final AddressAllowances lookups;
  private final PasswordConfirmation confirmation;

  AccountRoutes(
      UserNames userNames,
      OwnAccount ownAccount,
      AccountCache accounts,
      LegacyDirectory legacy,
      AddressAllowances lookups,
      PasswordConfirmation confirmation) {
    this.userNames = userNames;
    this.ownAccount = ownAccount;
    this.accounts = accounts;
    this.legacy = legacy;
    this.lookups = lookups;
    this.confirmation = confirmation;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, "/api/users/{id}", readers(), this::show)
        .route(Method.GET, "/api/resource", Access.USER_BY_ANY_TOKEN, this::greet)
        .route(Method.POST, "/api/me/password", Access.USER, this::changePassword)
        .route(Method.DELETE, "/api/me", Access.USER, this::close);
  }

  private Access readers() {
    return userNames == UserNames.PUBLIC ? Access.ALL : Access.USER_BY_ANY_TOKEN;
  }

  private Answer show(Call call) {
    OptionalLong id = call.number("id");
    if (userNames == UserNames.OWN) {
      return userOrUnknown(
          Optional.of(call.user())
              .filter(user -> id.equals(OptionalLong.of(user.accountId())))
              .map(Caller.User::username));
    }
    Optional<Account> account = id.isPresent() ? accounts.find(id.getAsLong()) : Optional.empty();
    if (account.isEmpty() && id.isPresent() && legacy.exists()) {
      return showLegacyUser(id.getAsLong(), call);
    }
    return userOrUnknown(
        account.filter(found -> found.state() != Account.State.CLOSED).map(Account::username));
  }

  /**
   * Shows a user of the legacy application. Anyone can request any id, and the legacy database has
   * to answer each request. The server therefore limits these requests.
   */
  private Answer showLegacyUser(long id, Call call) {
    return lookups
        .take(request(Priority.OTHER, call).source())
        .map(
            delay ->
                Answer.throttled("Too many unknown ids were requested from this address.", delay))
        .orElseGet(() -> userOrUnknown(legacy.byId(id).map(LegacyDirectory.LegacyUser::username)));
  }

  private static Answer userOrUnknown(Optional<String> username) {
    return username
        .map(name -> named(200, name))
        .orElseGet(
            () ->
                Answer.problem(ProblemType.UNKNOWN_USER.because("There is no user with this id.")));
  }

  private static Answer named(int status, String username) {
    return Answer.json(status, json -> json.text("username", username));
  }

  private Answer greet(Call call) {
    Caller.User user = call.user();
    return Answer.json(200, json -> json.text("data", "Hello, " + user.username() + "!"));
  }

  private Answer changePassword(Call call) {
    Caller.User user = call.user();
    JsonBody body = call.json();
    if (user.factor()) { // otherwise, the current password is enough
      Optional<Answer> refusal =
          confirmation.refusalWithoutStepUp(user).or(() -> refusalWithoutPassword(user));
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    return answer(
        ownAccount.changePassword(
            user.accountId(),
            user.generation(),
            body.string("current_password"),
            body.string("new_password"),
            request(Priority.RETURNING, call),
            call.acceptLanguage()));
  }

  private Optional<Answer> refusalWithoutPassword(Caller.User user) {
    return confirmation.proofs().of(user.accountId()).password()
        ? Optional.empty()
        : Optional.of(
            Answer.problem(
                ProblemType.CONFLICT.because(
                    "The account has no password. Set one with PUT /api/me/password.")));
  }

  private static HashRequest request(Priority priority, Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(priority, client.address(), client::gone);
  }

  private Answer close(Call call) {
    Caller.User user = call.user();
    Optional<Answer> refusal =
        user.factor()
            ? confirmation.refusal(call, "Closing an account requires the password.")
            : confirmation.refusalOfToken(
                user,
                "Closing an account takes its user name and password with HTTP Basic, not a token.");
    return refusal.orElseGet(
        () ->
            answer(
                ownAccount.close(
                    user.accountId(),
                    user.generation(),
                    Optional.of(Network.of(call.client().address())))));
  }

  private static Answer answer(OwnAccount.Outcome outcome) {
    return switch (outcome) {
      case OwnAccount.Outcome.Done done -> Answer.noContent();
      case OwnAccount.Outcome.WrongPassword wrong -> PasswordConfirmation.wrongPassword();
      case OwnAccount.Outcome.InvalidPassword(String reason) ->
          Answer.problem(ProblemType.INVALID_PASSWORD.because(reason));
      case OwnAccount.Outcome.Conflict conflict ->
          Answer.problem(
              ProblemType.CONFLICT.because(
                  "The account was changed at the same time. Nothing was done."));
      case OwnAccount.Outcome.Throttled(Duration retryAfter) -> Answer.throttled(retryAfter);
      case OwnAccount.Outcome.Busy busy -> Answer.busy();
    };
  }
}
