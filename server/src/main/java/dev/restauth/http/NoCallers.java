package dev.restauth.http;

import dev.restauth.assurance.HalfAuthentication;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Refuses all credentials; for a server whose routes need no authentication. */
class NoCallers implements Authenticator {
  @Override
  public boolean isToken(String username) {
    return false;
  }

  @Override
  public Optional<String> keyIn(String presented) {
    return Optional.empty();
  }

  @Override
  public boolean isPersonalKey(String key) {
    return false;
  }

  @Override
  public LoginOutcome byPassword(String username, String password, RemoteClient client) {
    return new LoginOutcome.Refused();
  }

  @Override
  public LoginOutcome byCode(HalfAuthentication half, String code, RemoteClient client) {
    return new LoginOutcome.Refused();
  }

  @Override
  public FactorChallenge challenge(HalfAuthentication half, RemoteClient client) {
    return new FactorChallenge(Optional.empty(), Set.of(), Duration.ZERO);
  }

  @Override
  public FactorChallenge enrolment(HalfAuthentication half, RemoteClient client) {
    return challenge(half, client);
  }

  @Override
  public Set<String> factors(long accountId) {
    return Set.of();
  }

  @Override
  public Optional<Caller.User> byToken(String token) {
    return Optional.empty();
  }

  @Override
  public Optional<Caller.User> byPersonalKey(String key, Optional<String> name, boolean lapsed) {
    return Optional.empty();
  }

  @Override
  public Set<String> administrativeScopes(long accountId) {
    return Set.of();
  }

  @Override
  public Optional<Caller.Service> byServiceKey(String key, Optional<String> name) {
    return Optional.empty();
  }
}
