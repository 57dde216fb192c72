package dev.restauth.passkey;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.factor.FactorAccess;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemType;
import dev.restauth.passkey.OwnPasskeys.Begun;
import dev.restauth.passkey.OwnPasskeys.Registration;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.time.Instant;

/**
 * The two calls that register a passkey, for logged-in users and for users who must enrol a factor
 * before they can log in. The callers check whether the user may register a passkey. Thread-safe.
 */
public final class PasskeyEnrolment {
  private static final int NAME_AT_MOST = 64;

  private final RelyingParty party;
  private final String service;
  private final OwnPasskeys passkeys;
  private final FactorAccess access;

  /**
   * Creates the calls, which register passkeys through {@code passkeys}.
   *
   * @param service the name of this server, for people
   */
  PasskeyEnrolment(RelyingParty party, String service, OwnPasskeys passkeys, FactorAccess access) {
    this.party = party;
    this.service = service;
    this.passkeys = passkeys;
    this.access = access;
  }

  /**
   * The owner of a passkey.
   *
   * @param methods the methods with which the user was authenticated
   * @param provedAt the time of that authentication
   */
  public record Owner(
      long accountId,
      String username,
      long generation,
      AuthenticationMethods methods,
      Instant provedAt) {}

  /**
   * Begins a registration, and answers with the options for the browser. Stores nothing yet.
   *
   * @param secondFactorOnly true if the passkey will only be a second factor, so that it does not
   *     have to verify its user
   */
  public Answer begin(Owner owner, boolean secondFactorOnly) {
    Begun begun =
        passkeys.begin(owner.accountId(), owner.generation(), owner.methods(), owner.provedAt());
    return Answer.json(
        200,
        json ->
            PasskeyJson.creation(json, party, service, owner.username(), begun, secondFactorOnly));
  }

  /**
   * Registers a passkey with the members {@code request}, {@code name} and {@code credential} of a
   * body.
   */
  public Answer complete(Call call, JsonBody body, long accountId, long generation) {
    CredentialJson credential = CredentialJson.read(body);
    credential.requireCreation();
    return switch (passkeys.register(
        accountId,
        generation,
        body.string("request"),
        name(body),
        credential,
        HashRequest.fromClient(Priority.RETURNING, call.client().address(), call.client()::gone))) {
      case Registration.Registered(Passkey passkey, Added added) ->
          access.added(
              call,
              added,
              json -> json.object("passkey", each -> PasskeyJson.passkey(each, passkey)));
      case Registration.Invalid _ -> PasskeyRoutes.invalid();
      case Registration.TooMany _ ->
          Answer.problem(
              ProblemType.LIMIT_REACHED.because(
                  "The account has "
                      + OwnPasskeys.AT_MOST
                      + " passkeys, the maximum: remove one with DELETE "
                      + PasskeyRoutes.PASSKEY
                      + "."));
      case Registration.Changed _ -> throw new CallerRevokedException();
    };
  }

  static String name(JsonBody body) {
    return body.label("name", NAME_AT_MOST);
  }
}
