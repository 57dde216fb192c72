package dev.restauth.role;

import dev.restauth.account.AccountRows;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Statements on the tables that number the changes of rights: {@code rights_counter}, {@code
 * changed_rights} and {@code changed_role}. Each call is atomic.
 */
public record RightsRows(Transaction tx) {
  /**
   * The tokens that a change of an account's rights makes outdated: the account's tokens with a
   * rights number below {@code number}.
   *
   * @param tokensUntil the time by which all of these tokens will have expired
   */
  public record ChangedRights(long accountId, long number, Instant tokensUntil) {}

  /**
   * The tokens that a change of a role makes outdated: tokens with a rights number below {@code
   * number} that have the role or one of its scopes.
   *
   * @param tokensUntil the time by which all of these tokens will have expired
   */
  public record ChangedRole(String role, Set<String> scopes, long number, Instant tokensUntil) {
    /** Copies the scopes. */
    public ChangedRole {
      scopes = Set.copyOf(scopes);
    }
  }

  /**
   * Takes the next number, and locks the counter until the transaction ends. Transactions that
   * change rights therefore run one after another. This must be the first call in a transaction
   * that changes rights.
   */
  public long next() {
    takeTurn();
    return tx.sql()
        .one(
            "UPDATE rights_counter SET number = number + 1 WHERE id = 1 RETURNING number",
            row -> row.number("number"))
        .orElseThrow();
  }

  /** Locks the counter until the transaction ends, without changing it. */
  void lock() {
    takeTurn();
    var _ = tx.sql().change("UPDATE rights_counter SET number = number WHERE id = 1");
  }

  private void takeTurn() {
    tx.takeTurn("rights_counter", 1);
  }

  /** Returns the number of the last change; 0 if there was none. */
  long last() {
    return tx.sql()
        .one("SELECT number FROM rights_counter WHERE id = 1", row -> row.number("number"))
        .orElseThrow();
  }

  /**
   * Makes the tokens of an account outdated, unless the account is closed. Also revokes the
   * sessions in which the owner impersonates somebody or is impersonated: the powers of the two
   * accounts were compared before the change.
   *
   * @param number a number that {@link #next} returned
   * @return whether the account exists and is not closed
   */
  public boolean changeAccount(long id, long number, Instant tokensUntil) {
    boolean changed = new AccountRows(tx).changeRights(id, number);
    if (changed) {
      new EndedSessionRows(tx).endImpersonated(id);
      tx.sql()
          .change(
              "INSERT INTO changed_rights (account_id, number, tokens_until) VALUES (?, ?, ?)"
                  + " ON CONFLICT (account_id) DO UPDATE SET number = excluded.number,"
                  + " tokens_until = CASE WHEN changed_rights.tokens_until > excluded.tokens_until"
                  + " THEN changed_rights.tokens_until ELSE excluded.tokens_until END",
              id,
              number,
              tokensUntil);
    }
    return changed;
  }

  /**
   * Makes tokens outdated: all that have the role, or one of the scopes that the role had. The role
   * can also be a {@link OrganizationRights#marks mark}. Also revokes the sessions in which a
   * holder of the role impersonates somebody or is impersonated.
   */
  public void changeRole(String role, Set<String> had, long number, Instant tokensUntil) {
    Set<String> scopes = new TreeSet<>(had);
    tx.sql()
        .one(
            "SELECT scopes FROM changed_role WHERE role = ? AND tokens_until > ?",
            row -> RoleRows.split(row.text("scopes")),
            role,
            tx.now())
        .ifPresent(scopes::addAll);
    tx.sql()
        .change(
            "INSERT INTO changed_role (role, scopes, number, tokens_until) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (role) DO UPDATE SET scopes = excluded.scopes,"
                + " number = excluded.number, tokens_until ="
                + " CASE WHEN changed_role.tokens_until > excluded.tokens_until"
                + " THEN changed_role.tokens_until ELSE excluded.tokens_until END",
            role,
            String.join(" ", scopes),
            number,
            tokensUntil);
    new EndedSessionRows(tx).endImpersonatedByRole(role);
    tx.announce(new RoleChanged(role, had, number).change());
  }

  /** Removes the rights change of an account whose tokens are revoked in another way. */
  void forget(long accountId) {
    tx.sql().change("DELETE FROM changed_rights WHERE account_id = ?", accountId);
  }

  /** Returns the changes to accounts' rights whose outdated tokens have not all expired. */
  public List<ChangedRights> changedRights(Instant now) {
    return tx.sql()
        .all(
            "SELECT account_id, number, tokens_until FROM changed_rights WHERE tokens_until > ?",
            row ->
                new ChangedRights(
                    row.number("account_id"), row.number("number"), row.instant("tokens_until")),
            now);
  }

  /** Returns the changes to roles whose outdated tokens have not all expired. */
  public List<ChangedRole> changedRoles(Instant now) {
    return tx.sql()
        .all(
            "SELECT role, scopes, number, tokens_until FROM changed_role WHERE tokens_until > ?",
            row ->
                new ChangedRole(
                    row.text("role"),
                    RoleRows.split(row.text("scopes")),
                    row.number("number"),
                    row.instant("tokens_until")),
            now);
  }

  /**
   * Removes changes whose outdated tokens have all expired.
   *
   * @param atMost the maximum number of changes to accounts' rights to remove, at least 1; the
   *     changes to roles are all removed
   * @return the number of removed rows
   */
  int purge(Instant now, long atMost) {
    int roles = tx.sql().change("DELETE FROM changed_role WHERE tokens_until <= ?", now);
    return roles
        + tx.sql()
            .change(
                "DELETE FROM changed_rights WHERE account_id IN (SELECT account_id FROM"
                    + " changed_rights WHERE tokens_until <= ? ORDER BY tokens_until LIMIT ?)"
                    + " AND tokens_until <= ?", // unless just renewed
                now,
                atMost,
                now);
  }
}
