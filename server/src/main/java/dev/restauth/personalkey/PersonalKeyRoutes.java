package dev.restauth.personalkey;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.personalkey.PersonalKeys.Creation;
import dev.restauth.personalkey.PersonalKeys.Wanted;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.util.Optional;

/**
 * The routes for a user's own keys.
 * @param allowances limits how many keys an account may create, because even a deleted key remains
 *     in the list of revocations until its tokens have expired
 */
record PersonalKeyRoutes(
    PersonalKeys keys,
    KeyRequests requests,
    PasswordConfirmation confirmation,
    AddressAllowances allowances)
    implements RouteTable.Routes {
  private static final String ALL = "/api/me/keys";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, ALL, Access.USER, this::create)
        .route(Method.GET, ALL, Access.USER, this::list)
        .route(Method.DELETE, ALL + "/{key}", Access.END_OF_KEY, this::end);
  }

  private Answer create(Call call) {
    JsonBody body = KeyRequests.body(call);
    Optional<Answer> refusal =
        confirmation.refusal(call, "Making a personal key requires the password.");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Caller.User user = call.user();
    Wanted wanted = requests.read(body, user.accountId());
    Optional<Duration> wait = allowances.take("account " + user.accountId());
    if (wait.isPresent()) {
      return Answer.throttled("This account has made too many personal keys.", wait.get());
    }
    return answer(
        call, keys.create(user.accountId(), user.generation(), wanted, Optional.of(from(call))));
  }

  private static Answer answer(Call call, Creation outcome) {
    return switch (outcome) {
      case Creation.Created(PersonalKey key, String secret) ->
          KeyAnswers.created(key, secret)
              .with(FieldNames.LOCATION, call.locationOf(ALL + "/" + key.id()));
      case Creation.TooMany() ->
          Answer.problem(
              ProblemType.LIMIT_REACHED.because(
                  "The account has "
                      + PersonalKeys.AT_MOST
                      + " personal keys, the maximum: delete one with DELETE "
                      + ALL
                      + "/{key}."));
      case Creation.Revoked() -> throw new CallerRevokedException();
    };
  }

  private Answer list(Call call) {
    return KeyAnswers.list(keys.of(call.user().accountId()));
  }

  /**
   * Deletes a key. A caller who authenticates with a key, or with a token that was issued for a
   * key, can delete only that key.
   */
  private Answer end(Call call) {
    Caller.User user = call.user();
    String id = call.parameter("key");
    if (user.byKey()) {
      if (user.session().filter(session -> session.id().equals(id)).isEmpty()) {
        return Answer.problem(
            ProblemType.NOT_FOR_KEYS.because("A personal key can end itself, but no other key."));
      }
    } else if (user.session()
        .filter(session -> !session.token().scopes().contains(AdministrativeScope.API))
        .isPresent()) {
      return Answer.insufficientScope(AdministrativeScope.API);
    }
    return keys.end(user.accountId(), id, Optional.of(from(call)))
        ? Answer.noContent()
        : Answer.problem(
            ProblemType.NOT_FOUND.because(
                "You have no personal key with this id, or it has ended. GET "
                    + ALL
                    + " lists those that you have."));
  }

  private static Network from(Call call) {
    return Network.of(call.client().address());
  }
}
