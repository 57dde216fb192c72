package dev.restauth.store.sql;

import dev.restauth.store.Account;
import dev.restauth.store.Account.State;
import dev.restauth.store.AccountStore;
import dev.restauth.store.Change.AccountChanged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** The accounts in SQL. */
final class SqlAccountStore implements AccountStore {
  static final String COLUMNS =
      " id, username, password_hash, generation, state, created_at, source_id ";

  private final Sql sql;
  private final Announcements announcements;
  private final InstantSource clock;

  /**
   * The accounts of a connection.
   *
   * @param clock the database's
   */
  SqlAccountStore(Sql sql, Announcements announcements, InstantSource clock) {
    this.sql = sql;
    this.announcements = announcements;
    this.clock = clock;
  }

  @Override
  public Optional<Account> create(String username, String passwordHash, Instant at) {
    return sql.one(
        "INSERT INTO account (username, password_hash, generation, state, created_at)"
            + " VALUES (?, ?, 1, 'active', ?)"
            + " ON CONFLICT (username) DO NOTHING RETURNING id",
        row ->
            new Account(
                row.getLong("id"),
                username,
                Optional.of(passwordHash),
                1,
                State.ACTIVE,
                Micros.instant(Micros.of(at)),
                Optional.empty()),
        username,
        passwordHash,
        Micros.of(at));
  }

  @Override
  public Optional<Account> findByUsername(String username) {
    return sql.one(
        "SELECT" + COLUMNS + "FROM account WHERE username = ?", SqlAccountStore::account, username);
  }

  @Override
  public Optional<Account> findById(long id) {
    return sql.one("SELECT" + COLUMNS + "FROM account WHERE id = ?", SqlAccountStore::account, id);
  }

  /** SQLite has no FOR UPDATE. */
  @Override
  public boolean hold(long id, long generation) {
    return sql.change(
            "UPDATE account SET generation = generation"
                + " WHERE id = ? AND generation = ? AND state = 'active'",
            id,
            generation)
        > 0;
  }

  @Override
  public Optional<Account> changePassword(long id, long generation, String passwordHash) {
    return ended(
        "UPDATE account SET password_hash = ?, foreign_kind = NULL, generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' RETURNING"
            + COLUMNS,
        passwordHash,
        id,
        generation);
  }

  @Override
  public boolean replaceHash(
      long id, String known, String passwordHash, Optional<String> foreignKind) {
    return sql.change(
            "UPDATE account SET password_hash = ?, foreign_kind = ?"
                + " WHERE id = ? AND password_hash = ?",
            passwordHash,
            foreignKind,
            id,
            known)
        > 0;
  }

  @Override
  public Optional<Account> close(long id, long generation) {
    return ended(
        "UPDATE account SET password_hash = NULL, foreign_kind = NULL, email = NULL,"
            + " generation = generation + 1, state = 'closed'"
            + " WHERE id = ? AND generation = ? AND state <> 'closed' RETURNING"
            + COLUMNS,
        id,
        generation);
  }

  @Override
  public Optional<Account> changeState(long id, boolean active) {
    return ended(
        "UPDATE account SET generation = generation + 1, state = ?"
            + " WHERE id = ? AND state = ? RETURNING"
            + COLUMNS,
        active ? "active" : "disabled",
        id,
        active ? "disabled" : "active");
  }

  @Override
  public Optional<Account> endAllTokens(long id, long generation) {
    return ended(
        "UPDATE account SET generation = generation + 1"
            + " WHERE id = ? AND generation = ? AND state = 'active' RETURNING"
            + COLUMNS,
        id,
        generation);
  }

  /** A change that raises the generation: the sessions of the account go, if it was made. */
  private Optional<Account> ended(String change, Object... parameters) {
    Optional<Account> account = sql.one(change, SqlAccountStore::account, parameters);
    account.ifPresent(
        changed -> {
          sql.change("DELETE FROM session WHERE account_id = ?", changed.id());
          keepRevoked(changed.id(), changed.generation());
          announcements.add(new AccountChanged(changed.id(), changed.generation()));
        });
    return account;
  }

  /**
   * Until the longest token has expired that any key may have signed, or a minute later: it may have been
   * issued by another clock.
   */
  private void keepRevoked(long id, long generation) {
    sql.change(
        "INSERT INTO revoked_generation (account_id, generation, tokens_until)"
            + " SELECT ?, ?, ? + (coalesce(max(longest_token), 86400) + 60) * 1000000"
            + " FROM signing_key WHERE true"
            + " ON CONFLICT (account_id) DO UPDATE SET generation = excluded.generation,"
            + " tokens_until = CASE WHEN revoked_generation.tokens_until > excluded.tokens_until"
            + " THEN revoked_generation.tokens_until ELSE excluded.tokens_until END",
        id,
        generation,
        Micros.of(clock.instant()));
  }

  static Account account(ResultSet row) throws SQLException {
    long sourceId = row.getLong("source_id");
    boolean madeHere = row.wasNull();
    return new Account(
        row.getLong("id"),
        row.getString("username"),
        Optional.ofNullable(row.getString("password_hash")),
        row.getLong("generation"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        Micros.instant(row.getLong("created_at")),
        madeHere ? Optional.empty() : Optional.of(sourceId));
  }
}
