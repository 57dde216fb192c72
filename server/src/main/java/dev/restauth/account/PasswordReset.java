package dev.restauth.account;

import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import java.util.Optional;

/** A new password that an operator gives an account, by the same rules as one of its owner. Thread-safe. */
final class PasswordReset {

  /** What became of it. */
  sealed interface Outcome {
    /** It was looked for and changed, or not. */
    record Done(AccountAdministration.Outcome outcome) implements Outcome {}

    /** It breaks a rule; {@code reason} says which. */
    record InvalidPassword(String reason) implements Outcome {}

    /** Too many passwords wait to be hashed. */
    record Busy() implements Outcome {}
  }

  private final AccountAdministration administration;
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;

  PasswordReset(
      AccountAdministration administration, PasswordPolicy policy, PasswordHasher hasher) {
    this.administration = administration;
    this.policy = policy;
    this.hasher = hasher;
  }

  /** Sets it, durably; all sessions and tokens of the account have ended then. */
  Outcome set(String username, String password) {
    Optional<Account> account = administration.find(username);
    if (account.isEmpty()) {
      return new Outcome.Done(new AccountAdministration.Outcome.Unknown());
    }
    return switch (policy.check(password, account.get().username())) {
      case PasswordPolicy.Refused(String reason) -> new Outcome.InvalidPassword(reason);
      case PasswordPolicy.Acceptable(String prepared) ->
          switch (hasher.hash(prepared, HashRequest.OPERATOR)) {
            case HashOutcome.Busy busy -> new Outcome.Busy();
            case HashOutcome.Hashed(PasswordHash hash) ->
                new Outcome.Done(administration.setPassword(username, hash));
          };
    };
  }
}
