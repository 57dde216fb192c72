package dev.restauth.store.sql;

import dev.restauth.store.SessionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The sessions in SQL. */
record SqlSessionStore(Sql sql) implements SessionStore {
  private static final String COLUMNS =
      " id, account_id, generation, method, authenticated_at, renewed_at, ends_at, address,"
          + " user_agent, adopted_until ";
  private static final String IS_LIVE =
      "ends_at > ? AND EXISTS (SELECT 1 FROM account WHERE account.id = session.account_id"
          + " AND account.generation = session.generation AND account.state = 'active')";

  private static final String INSERT =
      "INSERT INTO session (id, account_id, generation, method, authenticated_at, renewed_at, ends_at,"
          + " address, user_agent, adopted_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (id) DO ";

  @Override
  public boolean add(SessionRow session) {
    return insert(INSERT + "NOTHING", session);
  }

  @Override
  public void put(SessionRow session) {
    insert(
        INSERT
            + "UPDATE SET account_id = excluded.account_id, generation = excluded.generation,"
            + " method = excluded.method, authenticated_at = excluded.authenticated_at,"
            + " renewed_at = excluded.renewed_at, ends_at = excluded.ends_at,"
            + " address = excluded.address, user_agent = excluded.user_agent,"
            + " adopted_until = excluded.adopted_until",
        session);
  }

  private boolean insert(String statement, SessionRow session) {
    return sql.change(
            statement,
            session.id(),
            session.accountId(),
            session.generation(),
            session.method(),
            Micros.of(session.authenticatedAt()),
            Micros.of(session.renewedAt()),
            Micros.of(session.endsAt()),
            session.address(),
            session.userAgent(),
            session.adoptedUntil().map(Micros::of))
        > 0;
  }

  @Override
  public Optional<SessionRow> findLive(String id, Instant now) {
    return sql.one(
        "SELECT" + COLUMNS + "FROM session WHERE id = ? AND " + IS_LIVE,
        SqlSessionStore::row,
        id,
        Micros.of(now));
  }

  @Override
  public List<SessionRow> live(long accountId, Instant now) {
    return sql.all(
        "SELECT"
            + COLUMNS
            + "FROM session WHERE account_id = ? AND "
            + IS_LIVE
            + " ORDER BY authenticated_at DESC, id DESC",
        SqlSessionStore::row,
        accountId,
        Micros.of(now));
  }

  @Override
  public boolean renew(String id, Instant at, Instant endsAt) {
    return sql.change(
            "UPDATE session SET renewed_at = ?, ends_at = ? WHERE id = ?",
            Micros.of(at),
            Micros.of(endsAt),
            id)
        > 0;
  }

  @Override
  public Optional<SessionRow> end(String id) {
    return sql.one(
        "DELETE FROM session WHERE id = ? RETURNING" + COLUMNS, SqlSessionStore::row, id);
  }

  /** SQLite takes no OFFSET without a LIMIT. */
  @Override
  public List<SessionRow> endOldest(long accountId, String except, long keep, Instant now) {
    return sql.all(
        "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE account_id = ?"
            + " AND id <> ? AND ends_at > ? ORDER BY authenticated_at DESC, id DESC"
            + " LIMIT 1000000 OFFSET ?) RETURNING"
            + COLUMNS,
        SqlSessionStore::row,
        accountId,
        except,
        Micros.of(now),
        keep);
  }

  @Override
  public int purge(Instant now, long atMost) {
    return sql.change(
        "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE ends_at <= ? ORDER BY ends_at"
            + " LIMIT ?)",
        Micros.of(now),
        atMost);
  }

  private static SessionRow row(ResultSet row) throws SQLException {
    long adoptedUntil = row.getLong("adopted_until");
    boolean adopted = !row.wasNull();
    return new SessionRow(
        row.getString("id"),
        row.getLong("account_id"),
        row.getLong("generation"),
        row.getString("method"),
        Micros.instant(row.getLong("authenticated_at")),
        Micros.instant(row.getLong("renewed_at")),
        Micros.instant(row.getLong("ends_at")),
        row.getString("address"),
        Optional.ofNullable(row.getString("user_agent")),
        adopted ? Optional.of(Micros.instant(adoptedUntil)) : Optional.empty());
  }
}
