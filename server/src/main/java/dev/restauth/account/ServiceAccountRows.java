package dev.restauth.account;

import dev.restauth.store.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Statements on the table {@code service_account}, which contains a row for each service account.
 * All other accounts belong to people. The kind of an account never changes. Each call is atomic.
 */
public record ServiceAccountRows(Transaction tx) {
  /** The number of ids in one statement. */
  private static final int AT_ONCE = 20;

  /** An id that no account has. */
  private static final long NOBODY = -1;

  /**
   * A service account, which belongs to a program.
   *
   * @param owner the account of the person who gets the notices about the service account; empty if
   *     nobody gets them
   */
  public record ServiceAccount(Optional<Long> owner) {
    /** A service account without an owner. Nobody gets the notices about it. */
    public static final ServiceAccount WITHOUT_OWNER = new ServiceAccount(Optional.empty());
  }

  /**
   * Turns an account into a service account.
   *
   * @param accountId an account without a password, which the same transaction created
   * @param owner an account that {@link #lockOwner} has locked
   */
  public void add(long accountId, Optional<Long> owner) {
    tx.sql()
        .change(
            "INSERT INTO service_account (account_id, owner_id) VALUES (?, ?)", accountId, owner);
  }

  /** Returns a service account; empty if the account belongs to a person, or does not exist. */
  public Optional<ServiceAccount> find(long accountId) {
    return tx.sql()
        .one(
            "SELECT owner_id FROM service_account WHERE account_id = ?",
            row -> new ServiceAccount(row.findNumber("owner_id")),
            accountId);
  }

  /** Returns the ids of service accounts among the given ids. */
  Set<Long> among(List<Long> accountIds) {
    Set<Long> services = new HashSet<>();
    for (int from = 0; from < accountIds.size(); from += AT_ONCE) {
      Object[] ids = new Object[AT_ONCE];
      for (int i = 0; i < AT_ONCE; i++) {
        ids[i] = from + i < accountIds.size() ? accountIds.get(from + i) : NOBODY;
      }
      services.addAll(
          tx.sql()
              .all(
                  "SELECT account_id FROM service_account WHERE account_id IN"
                      + " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  row -> row.number("account_id"),
                  ids));
    }
    return services;
  }

  /**
   * Locks an account until the transaction ends, so that it can become the owner of a service
   * account.
   *
   * @return whether the account belongs to a person and is not closed
   */
  public boolean lockOwner(long accountId) {
    return new AccountRows(tx).lockUnlessClosed(accountId) && find(accountId).isEmpty();
  }

  /**
   * Replaces the owner of a service account.
   *
   * @param owner an account that {@link #lockOwner} has locked; empty for none
   */
  public void changeOwner(long accountId, Optional<Long> owner) {
    tx.sql()
        .change("UPDATE service_account SET owner_id = ? WHERE account_id = ?", owner, accountId);
  }

  /**
   * Removes the rows of an erased account. The service accounts that it owned then have no owner.
   */
  public void erase(long accountId) {
    tx.sql().change("DELETE FROM service_account WHERE account_id = ?", accountId);
    tx.sql().change("UPDATE service_account SET owner_id = NULL WHERE owner_id = ?", accountId);
  }
}
