package dev.restauth.serviceaccount;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.personalkey.KeyAnswers;
import dev.restauth.personalkey.KeyRequests;
import dev.restauth.personalkey.PersonalKey;
import dev.restauth.personalkey.PersonalKeys;
import dev.restauth.personalkey.PersonalKeys.Creation;
import dev.restauth.personalkey.PersonalKeys.Wanted;
import dev.restauth.role.PowerGuard;
import dev.restauth.serviceaccount.KeyAdministration.Outcome;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.util.Optional;

/**
 * The routes through which administrators create keys of service accounts, and list and delete the
 * keys of any account.
 *
 * @param confirmation checks the administrator's own password
 * @param allowances limits how many keys may be created for an account, because even a deleted key
 *     remains in the list of revocations until its tokens have expired
 */
record AdministeredKeyRoutes(
    KeyAdministration administration,
    PasswordConfirmation confirmation,
    AddressAllowances allowances,
    PowerGuard guard)
    implements RouteTable.Routes {
  private static final String USER = "/api/admin/users/{id}";
  private static final String KEYS = USER + "/keys";

  /** An id that no account has. */
  private static final long NOBODY = 0;

  @Override
  public void declare(RouteTable table) {
    Access write = Access.administrative(AdministrativeScope.USERS_WRITE);
    table
        .route(Method.POST, KEYS, write, guard.guarded(this::create))
        .route(Method.GET, KEYS, Access.administrative(AdministrativeScope.USERS_READ), this::list)
        .route(Method.DELETE, KEYS + "/{key}", write, guard.guarded(this::end));
  }

  private Answer create(Call call) {
    JsonBody body = KeyRequests.body(call);
    long target = account(call);
    Optional<Answer> refusal =
        confirmation.refusal(call, "Making a key of a service account requires your own password.");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Wanted wanted = KeyRequests.parse(body);
    String account = "account " + target;
    Optional<Duration> wait = allowances.take(account);
    if (wait.isPresent()) {
      return Answer.throttled("Too many keys of this account were made.", wait.get());
    }
    boolean made = false;
    try {
      Outcome outcome =
          administration.create(target, wanted, PowerGuard.actor(call), call.user().generation());
      made =
          outcome instanceof Outcome.Done(Creation creation)
              && creation instanceof Creation.Created;
      return answer(call, outcome);
    } finally {
      if (!made) {
        allowances.giveBack(account); // otherwise refused requests would delay other administrators
      }
    }
  }

  private static Answer answer(Call call, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(Creation creation) -> answer(call, creation);
      case Outcome.UnknownUser() ->
          Answer.problem(
              ProblemType.NOT_FOUND.because("No account has this id, or the account is closed."));
      case Outcome.OfPerson() ->
          Answer.problem(
              ProblemType.NOT_A_SERVICE_ACCOUNT.because(
                  "This is a person's account: its owner makes its keys, with POST /api/me/keys."));
      case Outcome.Revoked() -> throw new CallerRevokedException();
    };
  }

  private static Answer answer(Call call, Creation creation) {
    return switch (creation) {
      case Creation.Created(PersonalKey key, String secret) ->
          KeyAnswers.created(key, secret)
              .with(FieldNames.LOCATION, call.locationOf(path(key) + "/" + key.id()));
      case Creation.TooMany() ->
          Answer.problem(
              ProblemType.LIMIT_REACHED.because(
                  "The account has "
                      + PersonalKeys.AT_MOST
                      + " keys, the maximum: delete one with DELETE "
                      + KEYS
                      + "/{key}."));
      case Creation.Revoked() -> throw new CallerRevokedException();
    };
  }

  private static String path(PersonalKey key) {
    return KEYS.replace("{id}", Long.toString(key.accountId()));
  }

  private Answer list(Call call) {
    return administration
        .of(account(call))
        .map(KeyAnswers::list)
        .orElseGet(() -> Answer.problem(ProblemType.NOT_FOUND.because("No account has this id.")));
  }

  private Answer end(Call call) {
    return administration.end(account(call), call.parameter("key"), PowerGuard.actor(call))
        ? Answer.noContent()
        : Answer.problem(
            ProblemType.NOT_FOUND.because(
                "The account has no key with this id, or it has ended. GET "
                    + KEYS
                    + " lists those that it has."));
  }

  private static long account(Call call) {
    return call.number("id").orElse(NOBODY);
  }
}
