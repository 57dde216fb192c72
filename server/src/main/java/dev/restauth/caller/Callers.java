package dev.restauth.caller;

import dev.restauth.account.Account;
import dev.restauth.account.Username;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.challenge.Challenges;
import dev.restauth.crypto.SecretText;
import dev.restauth.http.Authenticator;
import dev.restauth.http.Caller;
import dev.restauth.http.FactorChallenge;
import dev.restauth.http.LoginOutcome;
import dev.restauth.http.RemoteClient;
import dev.restauth.login.LoginFlow;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.personalkey.KeyAuthentication;
import dev.restauth.servicekey.ServiceKeys;
import dev.restauth.token.AccessTokens;
import dev.restauth.token.VerifiedToken;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Authenticates callers by password, token or key.
 *
 * @param administrativeScopes returns the administrative scopes that an account holds now
 * @param requireFreshness throws an exception while the caches of keys may be stale
 */
public record Callers(
    LoginFlow logins,
    AccessTokens tokens,
    ServiceKeys serviceKeys,
    KeyAuthentication personalKeys,
    Challenges challenges,
    LongFunction<Set<String>> administrativeScopes,
    Runnable requireFreshness)
    implements Authenticator {

  @Override
  public boolean isToken(String username) {
    return Username.isToken(username);
  }

  @Override
  public Optional<String> keyIn(String presented) {
    return SecretText.recognise(presented)
        .filter(text -> !SecretText.CLIENT_SECRET.isBegunBy(text)); // OAuth checks these
  }

  @Override
  public boolean isPersonalKey(String key) {
    return SecretText.PERSONAL_KEY.isBegunBy(key);
  }

  @Override
  public LoginOutcome byPassword(String username, String password, RemoteClient client) {
    return logins.logIn(username, password, request(client));
  }

  private static HashRequest request(RemoteClient client) {
    return HashRequest.fromClient(Priority.OTHER, client.address(), client::gone);
  }

  @Override
  public LoginOutcome byCode(HalfAuthentication half, String code, RemoteClient client) {
    return switch (challenges.complete(half, code, request(client))) {
      case Challenges.Outcome.Complete(Authentication authentication, Account account) ->
          new LoginOutcome.LoggedIn(account.asCaller(authentication));
      case Challenges.Outcome.WrongCode _ -> new LoginOutcome.FactorMissing(half);
      case Challenges.Outcome.Unknown _ -> new LoginOutcome.Refused();
      case Challenges.Outcome.Throttled(Duration delay) -> new LoginOutcome.Throttled(delay);
    };
  }

  @Override
  public FactorChallenge challenge(HalfAuthentication half, RemoteClient client) {
    return challenges.begin(half, Optional.empty(), request(client));
  }

  @Override
  public FactorChallenge enrolment(HalfAuthentication half, RemoteClient client) {
    return challenges.beginEnrolment(half, request(client));
  }

  @Override
  public Set<String> factors(long accountId) {
    return challenges.offers(accountId);
  }

  @Override
  public Optional<Caller.User> byToken(String token) {
    return tokens.verify(token).map(VerifiedToken::caller);
  }

  @Override
  public Optional<Caller.User> byPersonalKey(String key, Optional<String> name, boolean lapsed) {
    requireFreshness.run();
    return personalKeys.authenticate(key, name, lapsed);
  }

  @Override
  public Set<String> administrativeScopes(long accountId) {
    return administrativeScopes.apply(accountId);
  }

  @Override
  public Optional<Caller.Service> byServiceKey(String key, Optional<String> name) {
    requireFreshness.run();
    return serviceKeys
        .check(key, name)
        .map(found -> new Caller.Service(found.name(), Set.copyOf(found.scopes())));
  }
}
