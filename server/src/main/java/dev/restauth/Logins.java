package dev.restauth;

import dev.restauth.config.PasswordPolicyName;
import dev.restauth.config.Passwords;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.login.KnownAddresses;
import dev.restauth.login.LoginFlow;
import dev.restauth.login.LoginThrottle;
import dev.restauth.login.StandIns;
import dev.restauth.login.StoredFailures;
import java.util.function.BooleanSupplier;

/** From the configuration to the log-in. */
final class Logins {
  /** One after the other, SP 800-63B-4 section 3.2.2. */
  private static final int NIST_FAILURES_AT_MOST = 100;

  private Logins() {}

  /** Relies on what is remembered while {@code fresh}. */
  static LoginFlow of(Core core, BooleanSupplier fresh) {
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
    return new LoginFlow(
        core.store(),
        core.accounts(),
        core.hasher(),
        new LoginThrottle(limits, failures, core.clock()),
        new KnownAddresses(core.store(), digest, core.clock()),
        standIns,
        core.elsewhere(),
        passwords.verifiedPasswordDuration(),
        fresh,
        core.clock());
  }
}
