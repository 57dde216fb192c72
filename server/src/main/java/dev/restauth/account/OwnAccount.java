package dev.restauth.account;

import dev.restauth.password.HashOutcome;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.password.PreparedPassword;
import dev.restauth.store.Account;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.function.Function;

/** What somebody may do with her own account. Thread-safe. */
public final class OwnAccount {

  /** What became of it. */
  public sealed interface Outcome {
    /** Done, durably; all tokens of the account have ended. */
    record Done() implements Outcome {}

    /** The current password is wrong. */
    record WrongPassword() implements Outcome {}

    /** The new password breaks a rule; {@code reason} is for its sender. */
    record InvalidPassword(String reason) implements Outcome {}

    /** Somebody else changed the account meanwhile; nothing was done. */
    record Conflict() implements Outcome {}

    /** Too many passwords wait to be hashed. */
    record Busy() implements Outcome {}
  }

  private final Store store;
  private final AccountCache cache;
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;

  /** Changes passwords under {@code policy}. */
  public OwnAccount(Store store, AccountCache cache, PasswordPolicy policy, PasswordHasher hasher) {
    this.store = store;
    this.cache = cache;
    this.policy = policy;
    this.hasher = hasher;
  }

  /**
   * Changes the password, asking for the current one again so that a stolen token does not suffice.
   */
  public Outcome changePassword(long id, String current, String wish) {
    return switch (policy.check(wish)) {
      case PasswordPolicy.Refused(String reason) -> new Outcome.InvalidPassword(reason);
      case PasswordPolicy.Acceptable(String prepared) -> changeTo(prepared, id, current);
    };
  }

  private Outcome changeTo(String prepared, long id, String current) {
    Optional<Account> account = cache.find(id).filter(Account::active);
    Optional<PasswordHash> stored =
        account.flatMap(Account::passwordHash).map(PasswordHash::stored);
    return switch (hasher.verify(PreparedPassword.forChecking(current), stored)) {
      case BUSY -> new Outcome.Busy();
      case MISMATCH -> new Outcome.WrongPassword();
      case MATCH ->
          switch (hasher.hash(prepared)) {
            case HashOutcome.Busy busy -> new Outcome.Busy();
            case HashOutcome.Hashed(PasswordHash hash) ->
                account
                    .map(now -> store(now.id(), now.generation(), hash))
                    .orElseGet(Outcome.Conflict::new);
          };
    };
  }

  private Outcome store(long id, long generation, PasswordHash hash) {
    return change(id, tx -> tx.accounts().changePassword(id, generation, hash.phc()));
  }

  /**
   * Closes the account for good. The caller has just proved to know the password.
   *
   * @param generation the one that the proof belongs to
   */
  public Outcome close(long id, long generation) {
    return change(id, tx -> tx.accounts().close(id, generation));
  }

  private Outcome change(long id, Function<Transaction, Optional<Account>> change) {
    try {
      return store.inTransaction(change).isPresent() ? new Outcome.Done() : new Outcome.Conflict();
    } finally {
      cache.forget(id);
    }
  }
}
