package dev.restauth.organization;

import dev.restauth.store.Transaction;
import java.util.Set;
import java.util.TreeSet;

/** Statements on the table {@code organization_role}. Each call is atomic. */
record OrganizationRoleRows(Transaction tx) {
  /** Returns the scopes of a role. */
  Set<String> scopes(OrganizationRole role) {
    return tx.sql()
        .one(
            "SELECT scopes FROM organization_role WHERE role = ?",
            row -> row.text("scopes"),
            role.text())
        .filter(scopes -> !scopes.isEmpty())
        .<Set<String>>map(scopes -> new TreeSet<>(Set.of(scopes.split(" ", -1))))
        .orElse(Set.of());
  }

  /** Replaces the scopes of a role. */
  void put(OrganizationRole role, Set<String> scopes) {
    tx.sql()
        .change(
            "INSERT INTO organization_role (role, scopes) VALUES (?, ?)"
                + " ON CONFLICT (role) DO UPDATE SET scopes = excluded.scopes",
            role.text(),
            String.join(" ", new TreeSet<>(scopes)));
  }
}
