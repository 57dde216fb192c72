package dev.restauth;

import dev.restauth.account.CurrentPassword;
import dev.restauth.config.PasswordPolicyName;
import dev.restauth.config.Passwords;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.http.Authenticator.PasswordOutcome;
import dev.restauth.http.Client;
import dev.restauth.login.KnownAddresses;
import dev.restauth.login.LoginFlow;
import dev.restauth.login.LoginThrottle;
import dev.restauth.login.StandIns;
import dev.restauth.login.StoredFailures;
import dev.restauth.password.Applicant;
import dev.restauth.password.Applicant.Rank;
import dev.restauth.store.Account;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The log-in, in the words of those who ask for one. */
record PasswordChecks(LoginFlow flow) {
  /** One after the other, SP 800-63B-4 section 3.2.2. */
  private static final int NIST_FAILURES_AT_MOST = 100;

  /** Relies on what is remembered while {@code fresh}. */
  static PasswordChecks of(Core core, BooleanSupplier fresh) {
    Passwords passwords = core.config().passwords();
    boolean nist = passwords.policy() == PasswordPolicyName.NIST;
    LoginThrottle.Limits limits =
        new LoginThrottle.Limits(
            passwords.accountFailures(),
            passwords.addressFailures(),
            nist ? NIST_FAILURES_AT_MOST : Integer.MAX_VALUE);
    KeyedDigest digest = core.vault().digest("known-address");
    StoredFailures failures =
        new StoredFailures(core.store(), core.vault().digest("login-failure"));
    StandIns standIns =
        new StandIns(core.store(), core.elsewhere(), core.vault().digest("stand-in"), core.clock());
    core.news().follow(standIns::changed);
    return new PasswordChecks(
        new LoginFlow(
            core.store(),
            core.accounts(),
            core.hasher(),
            new LoginThrottle(limits, failures, core.clock()),
            new KnownAddresses(core.store(), digest, core.clock()),
            standIns,
            core.elsewhere(),
            passwords.verifiedPasswordDuration(),
            fresh,
            core.clock()));
  }

  /** As {@code http} asks. */
  PasswordOutcome authenticate(String username, String password, Client client) {
    Applicant visitor = Applicant.at(Rank.OTHER, client.address(), client::gone);
    return switch (flow.logIn(username, password, visitor)) {
      case LoginFlow.Outcome.LoggedIn(Account account) ->
          new PasswordOutcome.Accepted(Callers.user(account, Optional.empty()));
      case LoginFlow.Outcome.Refused refused -> new PasswordOutcome.Refused();
      case LoginFlow.Outcome.Throttled(Duration retryAfter) ->
          new PasswordOutcome.Throttled(retryAfter);
      case LoginFlow.Outcome.Busy busy ->
          client.gone() ? new PasswordOutcome.Gone() : new PasswordOutcome.Busy();
    };
  }

  /** As {@code account} asks. */
  CurrentPassword.Outcome prove(String username, String password, Applicant applicant) {
    return switch (flow.logIn(username, password, applicant)) {
      case LoginFlow.Outcome.LoggedIn loggedIn -> new CurrentPassword.Outcome.Right();
      case LoginFlow.Outcome.Refused refused -> new CurrentPassword.Outcome.Wrong();
      case LoginFlow.Outcome.Throttled(Duration retryAfter) ->
          new CurrentPassword.Outcome.Throttled(retryAfter);
      case LoginFlow.Outcome.Busy busy -> new CurrentPassword.Outcome.Busy();
    };
  }
}
