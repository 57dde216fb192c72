package dev.restauth.store.sql;

import dev.restauth.store.Account;
import dev.restauth.store.Account.State;
import dev.restauth.store.AdoptedAccountStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The accounts of other systems in SQL. */
record SqlAdoptedAccountStore(Sql sql) implements AdoptedAccountStore {

  @Override
  public Optional<Account> adopt(NewAccount account) {
    return account.id().isPresent()
        ? adopt("id, ", "?, ", account, account.id().get())
        : adopt("", "", account);
  }

  private Optional<Account> adopt(
      String idColumn, String idValue, NewAccount account, Object... id) {
    Object[] values = {
      account.username(),
      account.passwordHash(),
      account.foreignKind(),
      account.active() ? "active" : "disabled",
      Micros.of(account.createdAt()),
      account.sourceId(),
      account.sourceKey(),
      account.email()
    };
    Object[] all = Stream.concat(Arrays.stream(id), Arrays.stream(values)).toArray();
    return sql.one(
        "INSERT INTO account ("
            + idColumn
            + "username, password_hash, foreign_kind, generation, state, created_at, source_id,"
            + " source_key, email) VALUES ("
            + idValue
            + "?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
        row ->
            new Account(
                row.getLong("id"),
                account.username(),
                account.passwordHash(),
                1,
                account.active() ? State.ACTIVE : State.DISABLED,
                Micros.instant(Micros.of(account.createdAt())),
                Optional.of(account.sourceId())),
        all);
  }

  @Override
  public Optional<Account> findBySourceKey(long sourceId, String sourceKey) {
    return sql.one(
        "SELECT" + SqlAccountStore.COLUMNS + "FROM account WHERE source_id = ? AND source_key = ?",
        SqlAccountStore::account,
        sourceId,
        sourceKey);
  }

  @Override
  public Optional<Origin> origin(long accountId) {
    return sql.one(
        "SELECT source_id, source_key, email FROM account"
            + " WHERE id = ? AND source_id IS NOT NULL",
        row ->
            new Origin(
                row.getLong("source_id"),
                row.getString("source_key"),
                Optional.ofNullable(row.getString("email"))),
        accountId);
  }

  @Override
  public void startIdsAbove(long id) {
    // A row that comes and goes: both databases remember its id.
    sql.change(
        "INSERT INTO account (id, username, generation, state, created_at)"
            + " VALUES (?, '', 1, 'closed', 0) ON CONFLICT DO NOTHING",
        id);
    sql.change("DELETE FROM account WHERE id = ? AND username = ''", id);
  }

  @Override
  public long count() {
    return sql.one("SELECT count(*) AS n FROM account", row -> row.getLong("n")).orElseThrow();
  }

  @Override
  public List<ForeignHashes> foreignHashes() {
    return sql.all(
        "SELECT kinds.foreign_kind AS kind, kinds.n AS n, account.password_hash AS sample"
            + " FROM (SELECT foreign_kind, count(*) AS n, min(id) AS first_id FROM account"
            + " WHERE foreign_kind IS NOT NULL GROUP BY foreign_kind) kinds"
            + " JOIN account ON account.id = kinds.first_id ORDER BY kinds.foreign_kind",
        row -> new ForeignHashes(row.getString("kind"), row.getLong("n"), row.getString("sample")));
  }

  @Override
  public List<Account> withForeignHash(String kind, long afterId, long atMost) {
    return sql.all(
        "SELECT"
            + SqlAccountStore.COLUMNS
            + "FROM account WHERE foreign_kind = ? AND id > ? ORDER BY id LIMIT ?",
        SqlAccountStore::account,
        kind,
        afterId,
        atMost);
  }
}
