package dev.restauth.role;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Statements on the tables {@code role} and {@code account_role}. Each call is atomic. */
record RoleRows(Transaction tx) {
  private static final String COLUMNS = " name, scopes, description, created_at ";

  /** Returns all roles, in the order of their names. */
  List<Role> all() {
    // Sorted in this program, because databases differ in how they sort "a-b" and "a.b".
    return tx.sql().all("SELECT" + COLUMNS + "FROM role", RoleRows::role).stream()
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  Optional<Role> find(String name) {
    return tx.sql().one("SELECT" + COLUMNS + "FROM role WHERE name = ?", RoleRows::role, name);
  }

  /** Adds a role. If a role with that name exists, replaces its scopes and its description. */
  void put(Role role) {
    tx.sql()
        .change(
            "INSERT INTO role (name, scopes, description, created_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET scopes = excluded.scopes,"
                + " description = excluded.description",
            role.name(),
            String.join(" ", role.scopes()),
            role.description(),
            role.createdAt());
  }

  /** Removes a role, unless an account has it. Returns whether the role was removed. */
  boolean removeUnused(String name) {
    return tx.sql()
            .change(
                "DELETE FROM role WHERE name = ?"
                    + " AND NOT EXISTS (SELECT 1 FROM account_role WHERE role = ?)",
                name,
                name)
        > 0;
  }

  /** Gives an account a role. Returns whether the role was new to the account. */
  boolean assign(long accountId, String role) {
    return tx.sql()
            .change(
                "INSERT INTO account_role (account_id, role) VALUES (?, ?) ON CONFLICT DO NOTHING",
                accountId,
                role)
        > 0;
  }

  /** Takes a role away from an account. Returns whether the account had the role. */
  boolean take(long accountId, String role) {
    return tx.sql()
            .change("DELETE FROM account_role WHERE account_id = ? AND role = ?", accountId, role)
        > 0;
  }

  /** Takes all roles away from an account. */
  void takeAll(long accountId) {
    tx.sql().change("DELETE FROM account_role WHERE account_id = ?", accountId);
  }

  /** Returns whether an account has a role. */
  boolean has(long accountId, String role) {
    return tx.sql()
        .one(
            "SELECT role FROM account_role WHERE account_id = ? AND role = ?",
            row -> row.text("role"),
            accountId,
            role)
        .isPresent();
  }

  /** Returns whether an account has any role. */
  boolean hasAny(long accountId) {
    return tx.sql()
        .one(
            "SELECT role FROM account_role WHERE account_id = ? LIMIT 1",
            row -> row.text("role"),
            accountId)
        .isPresent();
  }

  /** Returns whether the role belongs to any active account to which somebody can log in. */
  boolean hasActiveHolder(String role) {
    return tx.sql()
        .one(
            "SELECT account_id FROM account_role JOIN account ON account.id = account_id"
                + " WHERE role = ? AND state = 'active'"
                + " AND (password_hash IS NOT NULL OR factor = 1 OR verified_email IS NOT NULL)"
                + " AND NOT EXISTS (SELECT 1 FROM service_account"
                + " WHERE service_account.account_id = account.id) LIMIT 1",
            row -> row.number("account_id"),
            role)
        .isPresent();
  }

  /** Returns the number of accounts that have a role. */
  long holders(String role) {
    return tx.sql()
        .one("SELECT count(*) AS n FROM account_role WHERE role = ?", row -> row.number("n"), role)
        .orElseThrow();
  }

  /**
   * Returns the accounts that have a role, each with all of its roles, in the order of their ids.
   *
   * @param after only accounts with higher ids are returned
   * @param atMost the maximum number of accounts, at least 1
   */
  List<Holder> holders(String role, long after, long atMost) {
    return tx.sql()
        .all(
            "SELECT holder.account_id AS id, string_agg(held.role, ' ') AS roles"
                + " FROM (SELECT account_id FROM account_role WHERE role = ? AND account_id > ?"
                + " ORDER BY account_id LIMIT ?) holder"
                + " JOIN account_role held ON held.account_id = holder.account_id"
                + " GROUP BY holder.account_id ORDER BY holder.account_id",
            row -> new Holder(row.number("id"), Set.of(row.text("roles").split(" "))),
            role,
            after,
            atMost);
  }

  /** An account and its roles. */
  record Holder(long accountId, Set<String> roles) {}

  /**
   * Reads the rights of an account in one statement, and therefore at one state of the database. If
   * the rights do not include a change yet, their number is lower than the number of that change.
   */
  Rights rights(long accountId) {
    TreeSet<String> roles = new TreeSet<>();
    TreeSet<String> scopes = new TreeSet<>();
    List<Rights> rows =
        tx.sql()
            .all(
                "SELECT rights_counter.number AS number, role.name AS name, role.scopes AS scopes,"
                    + " admin_attributes.members AS members FROM rights_counter"
                    + " LEFT JOIN account_role ON account_role.account_id = ?"
                    + " LEFT JOIN role ON role.name = account_role.role"
                    + " LEFT JOIN admin_attributes ON admin_attributes.account_id = ?"
                    + " WHERE rights_counter.id = 1",
                row -> {
                  row.findText("name").ifPresent(roles::add);
                  row.findText("scopes").ifPresent(all -> scopes.addAll(split(all)));
                  return new Rights(
                      row.number("number"),
                      roles,
                      scopes,
                      AdminAttributes.read(row.findText("members")));
                },
                accountId,
                accountId);
    return rows.getLast();
  }

  /** Splits a text of names separated by spaces. */
  static Set<String> split(String scopes) {
    return scopes.isEmpty() ? Set.of() : Set.of(scopes.split(" "));
  }

  private static Role role(Row row) {
    return new Role(
        row.text("name"),
        split(row.text("scopes")),
        row.findText("description"),
        row.instant("created_at"));
  }
}
