package dev.restauth.account;

import dev.restauth.account.Account.State;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements on imported accounts and on hashes of other systems. Each call is atomic. */
public record AdoptedAccountRows(Transaction tx) {
  private static final String ADOPTED =
      "password_hash, foreign_kind, generation, state, created_at, source_id, source_key, email,"
          + " factor) VALUES (";

  /**
   * An account to import.
   *
   * @param id the account's id in the source; empty to assign the next free id
   * @param username the name, verbatim
   * @param passwordHash the hash as the source computed it; empty if the account has no password
   * @param foreignKind the kind of the hash; empty if this server computed the hash
   * @param sourceId the system from which the account is imported
   * @param sourceKey the account's key in that system; unique within the system
   * @param email the e-mail address, verbatim
   * @param active whether the user may log in
   * @param createdAt the creation time in the source
   * @param factor whether the account has a second factor, which the same transaction stores
   */
  public record NewAccount(
      Optional<Long> id,
      String username,
      Optional<String> passwordHash,
      Optional<String> foreignKind,
      long sourceId,
      String sourceKey,
      Optional<String> email,
      boolean active,
      Instant createdAt,
      boolean factor) {
    /** Creates an account without a second factor. */
    public NewAccount(
        Optional<Long> id,
        String username,
        Optional<String> passwordHash,
        Optional<String> foreignKind,
        long sourceId,
        String sourceKey,
        Optional<String> email,
        boolean active,
        Instant createdAt) {
      this(
          id,
          username,
          passwordHash,
          foreignKind,
          sourceId,
          sourceKey,
          email,
          active,
          createdAt,
          false);
    }

    /**
     * Returns the first generation. It is not 1 if the account has a factor: the server then
     * refuses the source's tokens, which may have been issued without the factor.
     */
    private long generation() {
      return factor ? 2L : 1L;
    }

    /** Returns a text without the name, the hash and the e-mail address. */
    @Override
    public String toString() {
      return "NewAccount[sourceId=" + sourceId + ", sourceKey=" + sourceKey + "]";
    }
  }

  /**
   * The system from which an account was imported.
   *
   * @param source the operator's name for the system
   * @param sourceKey the account's key in that system; empty if the account was erased
   * @param email the account's e-mail address in that system
   */
  public record Origin(String source, Optional<String> sourceKey, Optional<String> email) {}

  /**
   * The hashes of one kind.
   *
   * @param kind the name of the kind at the time of the import
   * @param count the number of accounts with such a hash, at least 1
   * @param sample one of these hashes
   */
  public record ForeignHashes(String kind, long count, String sample) {
    /** Returns a text without the hash. */
    @Override
    public String toString() {
      return "ForeignHashes[kind=" + kind + ", count=" + count + "]";
    }
  }

  /**
   * Imports an account, unless its name, its id or its key in the source is taken. Ids that are
   * assigned later are greater than the account's id. Only {@link RetiredNames}, which checks the
   * retired names, calls this method.
   *
   * @return the new account; empty if it was not imported
   */
  public Optional<Account> adopt(NewAccount account) {
    List<Object> values =
        List.of(
            account.username(),
            account.passwordHash(),
            account.foreignKind(),
            account.generation(),
            account.active() ? "active" : "disabled",
            account.createdAt(),
            account.sourceId(),
            account.sourceKey(),
            account.email(),
            account.factor() ? 1L : 0L);
    if (account.id().isEmpty()) {
      return tx.sql()
          .one(
              "INSERT INTO account (username, "
                  + ADOPTED
                  + "?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
              row -> made(row, account),
              values.toArray());
    }
    List<Object> all = new ArrayList<>(values);
    all.addFirst(account.id().get());
    return tx.sql()
        .one(
            "INSERT INTO account (id, username, "
                + ADOPTED
                + "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            row -> made(row, account),
            all.toArray());
  }

  private static Account made(Row row, NewAccount account) {
    return new Account(
        row.number("id"),
        account.username(),
        account.passwordHash(),
        account.generation(),
        account.active() ? State.ACTIVE : State.DISABLED,
        account.createdAt().truncatedTo(ChronoUnit.MICROS),
        Optional.of(account.sourceId()),
        0,
        account.factor());
  }

  /** Returns the account with this key in the source, in any state; empty if there is none. */
  public Optional<Account> findBySourceKey(long sourceId, String sourceKey) {
    return tx.sql()
        .one(
            "SELECT" + AccountRows.COLUMNS + "FROM account WHERE source_id = ? AND source_key = ?",
            AccountRows::account,
            sourceId,
            sourceKey);
  }

  /**
   * Returns the system from which an account was imported; empty if the user registered at this
   * server.
   */
  public Optional<Origin> origin(long accountId) {
    return tx.sql()
        .one(
            "SELECT adopted_source.name AS source, source_key, email FROM account"
                + " JOIN adopted_source ON adopted_source.id = account.source_id WHERE account.id = ?",
            row ->
                new Origin(row.text("source"), row.findText("source_key"), row.findText("email")),
            accountId);
  }

  /**
   * Erases an account's key in the system from which the account was imported. Returns the erased
   * key; empty if there was none.
   */
  Optional<String> eraseSourceKey(long accountId) {
    Optional<String> key =
        tx.sql()
            .one(
                "SELECT source_key FROM account WHERE id = ?",
                row -> row.findText("source_key"),
                accountId)
            .flatMap(found -> found);
    tx.sql().change("UPDATE account SET source_key = NULL WHERE id = ?", accountId);
    return key;
  }

  /** Ensures that all ids assigned from now on are greater than {@code id}. */
  public void startIdsAbove(long id) {
    // An inserted row raises the next id, on SQLite and on PostgreSQL. The next id stays raised
    // after the row is deleted.
    tx.sql()
        .change(
            "INSERT INTO account (id, username, generation, state, created_at)"
                + " VALUES (?, '', 1, 'closed', 0) ON CONFLICT DO NOTHING",
            id);
    tx.sql().change("DELETE FROM account WHERE id = ? AND username = ''", id);
  }

  /** Returns the number of accounts in any state. */
  public long count() {
    return tx.sql().one("SELECT count(*) AS n FROM account", row -> row.number("n")).orElseThrow();
  }

  /** Returns the kinds of other systems' hashes, with the number of accounts for each. */
  public List<ForeignHashes> foreignHashes() {
    return tx.sql()
        .all(
            "SELECT kinds.foreign_kind AS kind, kinds.n AS n, account.password_hash AS sample"
                + " FROM (SELECT foreign_kind, count(*) AS n, min(id) AS first_id FROM account"
                + " WHERE foreign_kind IS NOT NULL GROUP BY foreign_kind) kinds"
                + " JOIN account ON account.id = kinds.first_id ORDER BY kinds.foreign_kind",
            row -> new ForeignHashes(row.text("kind"), row.number("n"), row.text("sample")));
  }

  /**
   * Returns accounts with a hash of one kind, in the order of their ids.
   *
   * @param afterId the id after which the list starts
   * @param atMost the maximum number of accounts, at least 1
   */
  public List<Account> withForeignHash(String kind, long afterId, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + AccountRows.COLUMNS
                + "FROM account WHERE foreign_kind = ? AND id > ? ORDER BY id LIMIT ?",
            AccountRows::account,
            kind,
            afterId,
            atMost);
  }
}
