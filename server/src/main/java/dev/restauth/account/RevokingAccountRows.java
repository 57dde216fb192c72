package dev.restauth.account;

import static dev.restauth.account.AccountRows.COLUMNS;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * Statements on the table {@code account} that revoke all tokens of an account by raising its
 * generation. In the same transaction, each of them deletes the account's sessions and announces
 * the change. Each call is atomic. If only one of several concurrent calls can succeed, the others
 * return empty.
 */
public record RevokingAccountRows(Transaction tx) {
  /**
   * Sets a new password hash and raises the generation. The account must be active and still have
   * this {@code generation}.
   *
   * @return the account after the change; empty if another transaction changed the account first
   */
  public Optional<Account> changePassword(long id, long generation, String passwordHash) {
    return changeAndRevoke(
        "UPDATE account SET password_hash = ?, foreign_kind = NULL, generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' RETURNING"
            + COLUMNS,
        passwordHash,
        id,
        generation);
  }

  /**
   * Sets the password hash of an account without a password, and raises the generation. The account
   * must be active and still have this {@code generation}.
   *
   * @return the account after the change; empty if another transaction changed the account first
   */
  public Optional<Account> addPassword(long id, long generation, String passwordHash) {
    return changeAndRevoke(
        "UPDATE account SET password_hash = ?, foreign_kind = NULL, generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' AND password_hash IS NULL"
            + " RETURNING"
            + COLUMNS,
        passwordHash,
        id,
        generation);
  }

  /**
   * Removes the password of an account and raises the generation. The account must be active, have
   * a password, and still have this {@code generation}. Its personal keys stay valid.
   *
   * @return the account after the change; empty if another transaction changed the account first
   */
  public Optional<Account> removePassword(long id, long generation) {
    return changeAndRevoke(
        "UPDATE account SET password_hash = NULL, foreign_kind = NULL, generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' AND password_hash IS NOT NULL"
            + " RETURNING"
            + COLUMNS,
        id,
        generation);
  }

  /**
   * Sets a new password hash, raises the generation and revokes the personal keys, unless the
   * account is closed. The generation before the change does not matter.
   *
   * @return the account after the change; empty if the account is closed
   */
  public Optional<Account> setPassword(long id, String passwordHash) {
    return changeAndEndKeys(
        "UPDATE account SET password_hash = ?, foreign_kind = NULL, generation = generation + 1"
            + " WHERE id = ? AND state <> 'closed' RETURNING"
            + COLUMNS,
        passwordHash,
        id);
  }

  /**
   * Closes an account permanently. Erases its name, its e-mail address and its password hash, and
   * raises the generation. The account must not be closed, and must still have this {@code
   * generation}. Only {@link AccountErasure} calls this method; it also erases the other data of
   * the account.
   *
   * @param username the current name
   * @return the account after the change; empty if another transaction changed the account first
   */
  public Optional<Account> close(long id, long generation, String username) {
    return changeAndEndKeys(
        "UPDATE account SET username = ':' || id, password_hash = NULL, foreign_kind = NULL,"
            + " email = NULL, verified_email = NULL, generation = generation + 1, state = 'closed'"
            + " WHERE id = ? AND generation = ? AND username = ? AND state <> 'closed' RETURNING"
            + COLUMNS,
        id,
        generation,
        username);
  }

  /**
   * Disables an active account, or enables a disabled one, and raises the generation.
   *
   * @return the account after the change; empty if the account was not changed
   */
  public Optional<Account> changeState(long id, boolean active) {
    return changeAndRevoke(
        "UPDATE account SET generation = generation + 1, state = ?"
            + " WHERE id = ? AND state = ? RETURNING"
            + COLUMNS,
        active ? "active" : "disabled",
        id,
        active ? "disabled" : "active");
  }

  /**
   * Revokes all tokens of an account by raising its generation. The account must be active and
   * still have this {@code generation}.
   *
   * @return the account after the change; empty if another transaction changed the account first
   */
  public Optional<Account> revokeAllTokens(long id, long generation) {
    return changeAndRevoke(
        "UPDATE account SET generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' RETURNING"
            + COLUMNS,
        id,
        generation);
  }

  /**
   * Erases the password of an account, revokes its personal keys and raises the generation. The
   * account must be active and still have this {@code generation}.
   *
   * @return the account after the change; empty if another transaction changed the account first
   */
  public Optional<Account> erasePassword(long id, long generation) {
    return changeAndEndKeys(
        "UPDATE account SET password_hash = NULL, foreign_kind = NULL, generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' RETURNING"
            + COLUMNS,
        id,
        generation);
  }

  /**
   * Stores that an active account has a second factor. If the account had none before, raises the
   * generation and revokes the personal keys. The existing sessions and keys were created without a
   * second factor.
   *
   * @return the account after the change; empty if another transaction changed the account first
   */
  public Optional<Account> addFactor(long id, long generation) {
    Optional<Account> had =
        tx.sql()
            .one( // an UPDATE, so that the row is locked
                "UPDATE account SET factor = 1 WHERE id = ? AND generation = ? AND factor = 1"
                    + " AND state = 'active' RETURNING"
                    + COLUMNS,
                AccountRows::account,
                id,
                generation);
    return had.isPresent()
        ? had
        : changeAndEndKeys(
            "UPDATE account SET factor = 1, generation = generation + 1"
                + " WHERE id = ? AND generation = ? AND state = 'active' RETURNING"
                + COLUMNS,
            id,
            generation);
  }

  /**
   * Ends all sessions and revokes all refresh tokens and personal keys of an account by raising its
   * generation. The account must not be closed.
   *
   * @return the account after the change; empty if another transaction changed the account first
   */
  public Optional<Account> endKeysAndSessions(long id, long generation) {
    return changeAndEndKeys(
        "UPDATE account SET generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state <> 'closed' RETURNING"
            + COLUMNS,
        id,
        generation);
  }

  /** Runs a statement like {@link #changeAndRevoke}, and revokes the account's personal keys. */
  private Optional<Account> changeAndEndKeys(
      @CompileTimeConstant final String change, Object... parameters) {
    Optional<Account> account = changeAndRevoke(change, parameters);
    account.ifPresent(changed -> new EndedSessionRows(tx).endKeys(changed.id()));
    return account;
  }

  /**
   * Runs a statement that raises an account's generation. If the account was changed, deletes its
   * sessions, stores the revocation and announces the change.
   */
  private Optional<Account> changeAndRevoke(
      @CompileTimeConstant final String change, Object... parameters) {
    Optional<Account> account = tx.sql().one(change, AccountRows::account, parameters);
    account.ifPresent(
        changed -> {
          new EndedSessionRows(tx).endAll(changed.id(), changed.generation());
          tx.announce(new AccountChanged(changed.id(), changed.generation()).change());
        });
    return account;
  }
}
