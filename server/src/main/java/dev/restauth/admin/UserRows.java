package dev.restauth.admin;

import dev.restauth.account.Account;
import dev.restauth.email.EmailRows;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the data that lists show, for up to {@value #AT_ONCE} accounts with one statement. */
record UserRows(Transaction tx) {
  /** The number of accounts that {@link #DETAILS} reads. */
  private static final int AT_ONCE = 50;

  /** An id that no account has. */
  private static final long NOBODY = -1;

  private static final String DETAILS =
      "SELECT id, email, verified_email,"
          + " (SELECT members FROM profile WHERE profile.account_id = account.id) AS profile,"
          + " (SELECT string_agg(role, ' ') FROM account_role"
          + " WHERE account_role.account_id = account.id) AS roles,"
          + " (SELECT account_id FROM service_account"
          + " WHERE service_account.account_id = account.id) AS service"
          + " FROM account WHERE id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /** Returns the data that lists show for these accounts, in the same order. */
  List<ListedUser> listed(List<Account> accounts) {
    Map<Long, ListedUser> found = new HashMap<>();
    for (int from = 0; from < accounts.size(); from += AT_ONCE) {
      List<Account> some = accounts.subList(from, Math.min(from + AT_ONCE, accounts.size()));
      Map<Long, Account> byId = new HashMap<>();
      Object[] ids = new Object[AT_ONCE];
      for (int i = 0; i < AT_ONCE; i++) {
        ids[i] = i < some.size() ? some.get(i).id() : NOBODY;
      }
      some.forEach(account -> byId.put(account.id(), account));
      tx.sql()
          .all(DETAILS, row -> listed(row, byId), ids)
          .forEach(user -> found.put(user.account().id(), user));
    }
    return accounts.stream()
        .flatMap(account -> Optional.ofNullable(found.get(account.id())).stream())
        .toList();
  }

  private static ListedUser listed(Row row, Map<Long, Account> accounts) {
    return new ListedUser(
        Optional.ofNullable(accounts.get(row.number("id"))).orElseThrow(),
        new EmailRows.Address(row.findText("email"), row.findText("verified_email").isPresent()),
        ProfileFeature.displayName(row.findText("profile")),
        row.findText("roles")
            .map(names -> new TreeSet<>(List.of(names.split(" "))))
            .orElseGet(TreeSet::new),
        row.findNumber("service").isPresent());
  }
}
