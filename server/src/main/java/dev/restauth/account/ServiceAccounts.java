package dev.restauth.account;

import dev.restauth.event.Actor;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;

/** Creates service accounts for operators. A service account belongs to a program. Thread-safe. */
final class ServiceAccounts {
  private final Store store;
  private final AdministeredAccounts accounts;

  /** The outcome of creating a service account. */
  sealed interface Outcome {
    /** The account is stored durably. */
    record Created(Account account) implements Outcome {}

    /** The name is taken. */
    record NameTaken() implements Outcome {}

    /** The name breaks a rule; {@code reason} is shown to the operator. */
    record InvalidName(String reason) implements Outcome {}

    /** No person has an account with the owner's name, or that account is closed. */
    record UnknownOwner() implements Outcome {}
  }

  ServiceAccounts(Store store, AdministeredAccounts accounts) {
    this.store = store;
    this.accounts = accounts;
  }

  /**
   * Creates a service account.
   *
   * @param owner the user name of the person who gets the notices about the service account
   */
  Outcome create(String requested, Optional<String> owner, Actor operator) {
    return switch (accounts.check(requested)) {
      case Username.Outcome.Invalid(String reason) -> new Outcome.InvalidName(reason);
      case Username.Outcome.Valid(Username name) -> {
        if (accounts.isLegacyName(requested)) {
          yield new Outcome.NameTaken();
        }
        accounts.prepareCreation();
        yield store.inTransaction(tx -> created(tx, name, owner, operator));
      }
    };
  }

  private Outcome created(Transaction tx, Username name, Optional<String> owner, Actor operator) {
    ServiceAccountRows rows = new ServiceAccountRows(tx);
    Optional<Long> ownerId =
        owner.flatMap(new AccountRows(tx)::findAsTyped).map(Account::id).filter(rows::lockOwner);
    if (owner.isPresent() && ownerId.isEmpty()) {
      return new Outcome.UnknownOwner();
    }
    Optional<Account> account = accounts.create(tx, name, Optional.empty(), operator);
    account.ifPresent(created -> rows.add(created.id(), ownerId));
    return account.<Outcome>map(Outcome.Created::new).orElseGet(Outcome.NameTaken::new);
  }

  /** Returns a service account; empty if the account belongs to a person. */
  Optional<ServiceAccountRows.ServiceAccount> find(Account account) {
    return store.reading(tx -> new ServiceAccountRows(tx).find(account.id()));
  }

  /**
   * Returns the user name of a service account's owner; empty if the service account has no owner.
   */
  Optional<String> owner(ServiceAccountRows.ServiceAccount service) {
    return service
        .owner()
        .flatMap(id -> store.<Optional<Account>>reading(tx -> new AccountRows(tx).findById(id)))
        .map(Account::username);
  }
}
