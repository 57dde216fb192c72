package dev.restauth.account;

import dev.restauth.account.AdoptedAccountRows.Origin;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** What an operator may do with anybody's account. Thread-safe. */
final class AccountAdministration {

  /** What became of it. */
  sealed interface Outcome {
    /** Changed, durably; all tokens of the account have ended. */
    record Changed(Account account) implements Outcome {}

    /** Nothing had to be changed, or can be: a closed account stays closed. */
    record Unchanged(Account account) implements Outcome {}

    /** Nobody has the name. */
    record Unknown() implements Outcome {}
  }

  private final Store store;

  AccountAdministration(Store store) {
    this.store = store;
  }

  Optional<Account> find(String username) {
    return store.reading(tx -> find(tx, username));
  }

  /** Where an account came from; empty if it was made here. */
  Optional<Origin> origin(Account account) {
    return store.reading(tx -> new AdoptedAccountRows(tx).origin(account.id()));
  }

  /** Disables it until it is enabled again. */
  Outcome disable(String username) {
    return change(username, (tx, account) -> new AccountRows(tx).changeState(account.id(), false));
  }

  Outcome enable(String username) {
    return change(username, (tx, account) -> new AccountRows(tx).changeState(account.id(), true));
  }

  /** Ends all its tokens; whoever knows the password can log in again. */
  Outcome endSessions(String username) {
    return change(
        username,
        (tx, account) -> new AccountRows(tx).endAllTokens(account.id(), account.generation()));
  }

  /**
   * Accounts by name, a page at a time.
   *
   * @param prefixes what their names begin with, in one or two spellings; may be empty
   * @param after the last name of the page before; empty for the first page
   * @param state only those in it; empty for all
   * @param atMost how many
   */
  List<Account> list(
      List<String> prefixes, String after, Optional<Account.State> state, long atMost) {
    return store.reading(tx -> new AccountListRows(tx).page(prefixes, after, state, atMost));
  }

  /** Gives an account another password, and ends all its tokens. */
  Outcome setPassword(String username, PasswordHash hash) {
    return change(
        username, (tx, account) -> new AccountRows(tx).setPassword(account.id(), hash.text()));
  }

  /** Closes it for good. */
  Outcome close(String username) {
    return change(
        username, (tx, account) -> new AccountRows(tx).close(account.id(), account.generation()));
  }

  private Outcome change(
      String username, BiFunction<Transaction, Account, Optional<Account>> change) {
    return store.inTransaction(
        tx ->
            find(tx, username)
                .<Outcome>map(
                    account ->
                        change
                            .apply(tx, account)
                            .<Outcome>map(Outcome.Changed::new)
                            .orElseGet(() -> new Outcome.Unchanged(account)))
                .orElseGet(Outcome.Unknown::new));
  }

  private static Optional<Account> find(Transaction tx, String username) {
    return Username.spellings(username).stream()
        .map(new AccountRows(tx)::findByUsername)
        .flatMap(Optional::stream)
        .findFirst();
  }
}
