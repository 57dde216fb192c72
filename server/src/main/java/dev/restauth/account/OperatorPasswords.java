package dev.restauth.account;

import dev.restauth.event.Actor;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import java.util.Optional;

/**
 * Sets passwords of accounts, on behalf of operators. The rules are the same as for passwords that
 * users choose. Thread-safe.
 */
final class OperatorPasswords {

  /** The outcome of setting a password. */
  sealed interface Outcome {
    /** The account was looked up, and changed if possible. */
    record Done(AccountAdministration.Outcome outcome) implements Outcome {}

    /** The password breaks a rule; {@code reason} names the rule. */
    record InvalidPassword(String reason) implements Outcome {}

    /** The account is a service account, which never has a password. */
    record ServiceAccount() implements Outcome {}

    /** Too many passwords are waiting to be hashed. */
    record Busy() implements Outcome {}
  }

  private final AccountAdministration administration;
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;

  OperatorPasswords(
      AccountAdministration administration, PasswordPolicy policy, PasswordHasher hasher) {
    this.administration = administration;
    this.policy = policy;
    this.hasher = hasher;
  }

  /** Sets the password durably, and revokes all sessions and tokens of the account. */
  Outcome set(String username, String password, Actor operator) {
    Optional<Account> account = administration.find(username);
    if (account.isEmpty()) {
      return new Outcome.Done(new AccountAdministration.Outcome.Unknown());
    }
    if (administration.isService(account.get())) {
      return new Outcome.ServiceAccount();
    }
    return switch (policy.check(password, account.get().username())) {
      case PasswordPolicy.Refused(String reason) -> new Outcome.InvalidPassword(reason);
      case PasswordPolicy.Acceptable(String prepared) ->
          switch (hasher.hash(prepared, HashRequest.OPERATOR)) {
            case HashOutcome.Busy busy -> new Outcome.Busy();
            case HashOutcome.Hashed(PasswordHash hash) ->
                new Outcome.Done(administration.setPassword(username, hash, operator));
          };
    };
  }
}
