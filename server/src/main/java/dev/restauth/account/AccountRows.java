package dev.restauth.account;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.account.Account.State;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * The accounts. Each call is atomic; those that may succeed once say who won. What raises an account's
 * generation removes its sessions.
 */
public record AccountRows(Transaction tx) {
  static final String COLUMNS =
      " id, username, password_hash, generation, state, created_at, source_id ";

  /**
   * Makes an account unless the name is taken, also by an account that was closed.
   *
   * @param username as prepared by the caller; compared byte by byte
   * @param passwordHash a PHC string
   * @param at the time of creation
   * @return the new account, or empty where the name is taken
   */
  public Optional<Account> create(String username, String passwordHash, Instant at) {
    return tx.sql()
        .one(
            "INSERT INTO account (username, password_hash, generation, state, created_at)"
                + " VALUES (?, ?, 1, 'active', ?)"
                + " ON CONFLICT (username) DO NOTHING RETURNING id",
            row ->
                new Account(
                    row.number("id"),
                    username,
                    Optional.of(passwordHash),
                    1,
                    State.ACTIVE,
                    at.truncatedTo(ChronoUnit.MICROS),
                    Optional.empty()),
            username,
            passwordHash,
            at);
  }

  /**
   * Looks up by name.
   *
   * @param username compared byte by byte
   * @return the account in whatever state, or empty
   */
  public Optional<Account> findByUsername(String username) {
    return tx.sql()
        .one(
            "SELECT" + COLUMNS + "FROM account WHERE username = ?", AccountRows::account, username);
  }

  /**
   * Looks up by id.
   *
   * @param id any number
   * @return the account in whatever state, or empty
   */
  public Optional<Account> findById(long id) {
    return tx.sql().one("SELECT" + COLUMNS + "FROM account WHERE id = ?", AccountRows::account, id);
  }

  /**
   * Whether an account is active and in {@code generation}. Then it stays so until the transaction ends,
   * and whoever else holds or changes it waits until then.
   */
  public boolean hold(long id, long generation) {
    // SQLite has no FOR UPDATE.
    return tx.sql()
            .change(
                "UPDATE account SET generation = generation"
                    + " WHERE id = ? AND generation = ? AND state = 'active'",
                id,
                generation)
        > 0;
  }

  /**
   * Sets a new password hash and raises the generation, if the account is active and still in {@code
   * generation}.
   *
   * @return the account as it is now, or empty where somebody else changed it first
   */
  public Optional<Account> changePassword(long id, long generation, String passwordHash) {
    return ended(
        "UPDATE account SET password_hash = ?, foreign_kind = NULL, generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' RETURNING"
            + COLUMNS,
        passwordHash,
        id,
        generation);
  }

  /**
   * Sets a new password hash and raises the generation, whoever else changes the account, unless it is
   * closed.
   *
   * @return the account as it is now, or empty if it is closed
   */
  public Optional<Account> setPassword(long id, String passwordHash) {
    return ended(
        "UPDATE account SET password_hash = ?, foreign_kind = NULL, generation = generation + 1"
            + " WHERE id = ? AND state <> 'closed' RETURNING"
            + COLUMNS,
        passwordHash,
        id);
  }

  /**
   * Puts another hash of the same password in the place of {@code known}. Tokens stay.
   *
   * @param foreignKind what kind of hash it is now; empty for one such as this program makes
   * @return whether {@code known} was still there
   */
  public boolean replaceHash(
      long id, String known, String passwordHash, Optional<String> foreignKind) {
    return tx.sql()
            .change(
                "UPDATE account SET password_hash = ?, foreign_kind = ?"
                    + " WHERE id = ? AND password_hash = ?",
                passwordHash,
                foreignKind,
                id,
                known)
        > 0;
  }

  /**
   * Closes the account for good, erases its password hash and raises the generation, if it is not
   * closed yet and still in {@code generation}.
   *
   * @return the account as it is now, or empty where somebody else changed it first
   */
  public Optional<Account> close(long id, long generation) {
    return ended(
        "UPDATE account SET password_hash = NULL, foreign_kind = NULL, email = NULL,"
            + " generation = generation + 1, state = 'closed'"
            + " WHERE id = ? AND generation = ? AND state <> 'closed' RETURNING"
            + COLUMNS,
        id,
        generation);
  }

  /**
   * Disables an active account, or enables a disabled one, and raises the generation.
   *
   * @return the account as it is now, or empty where nothing was changed
   */
  public Optional<Account> changeState(long id, boolean active) {
    return ended(
        "UPDATE account SET generation = generation + 1, state = ?"
            + " WHERE id = ? AND state = ? RETURNING"
            + COLUMNS,
        active ? "active" : "disabled",
        id,
        active ? "disabled" : "active");
  }

  /**
   * Raises the generation of an active account, if it is still in {@code generation}.
   *
   * @return the account as it is now, or empty where somebody else changed it first
   */
  public Optional<Account> endAllTokens(long id, long generation) {
    return ended(
        "UPDATE account SET generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' RETURNING"
            + COLUMNS,
        id,
        generation);
  }

  /** A change that raises the generation: the sessions of the account go, if it was made. */
  private Optional<Account> ended(@CompileTimeConstant final String change, Object... parameters) {
    Optional<Account> account = tx.sql().one(change, AccountRows::account, parameters);
    account.ifPresent(
        changed -> {
          tx.sql().change("DELETE FROM session WHERE account_id = ?", changed.id());
          keepRevoked(changed.id(), changed.generation());
          tx.announce(new AccountChanged(changed.id(), changed.generation()).change());
        });
    return account;
  }

  /**
   * Until the longest token has expired that any key may have signed, or a minute later: it may have been
   * issued by another clock.
   */
  private void keepRevoked(long id, long generation) {
    tx.sql()
        .change(
            "INSERT INTO revoked_generation (account_id, generation, tokens_until) SELECT ?, ?, ? +"
                + " (coalesce(max(longest_token), 86400) + 60) * 1000000 FROM signing_key WHERE"
                + " true ON CONFLICT (account_id) DO UPDATE SET generation = excluded.generation,"
                + " tokens_until = CASE WHEN revoked_generation.tokens_until >"
                + " excluded.tokens_until THEN revoked_generation.tokens_until ELSE"
                + " excluded.tokens_until END",
            id,
            generation,
            tx.now());
  }

  static Account account(Row row) {
    return new Account(
        row.number("id"),
        row.text("username"),
        row.findText("password_hash"),
        row.number("generation"),
        State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
        row.instant("created_at"),
        row.findNumber("source_id"));
  }
}
