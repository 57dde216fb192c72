package dev.restauth.login;

import dev.restauth.account.Username;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PreparedPassword;
import dev.restauth.store.Account;
import dev.restauth.store.Store;
import java.util.Optional;

/** Look up, verify, outcome. Thread-safe. */
public final class LoginFlow {

  /** What a log-in came to. */
  public sealed interface Outcome {
    /** The password is right and the account may log in. */
    record LoggedIn(Account account) implements Outcome {}

    /** It is not, or it may not, or there is none: callers cannot tell. */
    record Refused() implements Outcome {}

    /** Too many passwords wait to be hashed. */
    record Busy() implements Outcome {}
  }

  private final Store store;
  private final PasswordHasher hasher;

  /** Logs in to the accounts of {@code store}. */
  public LoginFlow(Store store, PasswordHasher hasher) {
    this.store = store;
    this.hasher = hasher;
  }

  /** Logs in. The work is the same whether there is such an account or not. */
  public Outcome logIn(String username, String password) {
    String name = Username.forLookup(username);
    Optional<Account> account =
        store.reading(tx -> tx.accounts().findByUsername(name)).filter(Account::active);
    Optional<PasswordHash> stored =
        account.flatMap(Account::passwordHash).map(PasswordHash::stored);
    return switch (hasher.verify(PreparedPassword.forChecking(password), stored)) {
      case MATCH -> account.<Outcome>map(Outcome.LoggedIn::new).orElseGet(Outcome.Refused::new);
      case MISMATCH -> new Outcome.Refused();
      case BUSY -> new Outcome.Busy();
    };
  }
}
