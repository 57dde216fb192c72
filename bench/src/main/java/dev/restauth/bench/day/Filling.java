package dev.restauth.bench.day;

import dev.restauth.crypto.SecretText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sqlite.Function;

/**
 * Fills a database that no server has open with data that test accounts would have after some time.
 * Of ten accounts, one has a role, one has a personal key, and one has a session and a known
 * address. Accounts whose names end in 7 or 8 have a confirmed e-mail address. All accounts have
 * events of the last 24 hours. The sessions expire evenly within a day, and the keys within 90
 * days.
 */
public final class Filling {
  /** The number of accounts for which rows are added in one transaction. */
  private static final long SLICE = 250_000;

  private static final long KEYS_AT_MOST = 50_000;

  private static final List<String> ROWS =
      List.of(
          "INSERT INTO account_role (account_id, role) SELECT id, 'reader' FROM account"
              + " WHERE id % 10 = 1 AND id > ? AND id <= ?",
          "INSERT INTO personal_key (id, account_id, digest, name, start, scope, created_at, ends_at, tell_at)"
              + " SELECT 'personalkey' || CAST(10000000000 + id AS TEXT), id, digest('key ' || id),"
              + " 'nightly build', 'restauth_pat_0000', 'api', ends_at - 7776000000000, ends_at,"
              + " CASE WHEN ends_at - 604800000000 > NOW THEN ends_at - 604800000000 END FROM"
              + " (SELECT id, NOW + (id * 7919 % 7776000) * 1000000 AS ends_at FROM account"
              + " WHERE id % 10 = 2 AND id > ? AND id <= ?) AS made",
          "INSERT INTO session (id, account_id, generation, method, authenticated_at, renewed_at, ends_at,"
              + " address, user_agent) SELECT 'session' || CAST(100000000000000 + id AS TEXT), id,"
              + " generation, 'password', NOW - 86400000000, NOW - 86400000000,"
              + " NOW + (id * 7919 % 86400) * 1000000, '10.0.0.1', 'Mozilla/5.0' FROM account"
              + " WHERE id % 10 = 3 AND id > ? AND id <= ?",
          "INSERT INTO refresh_token (family, session_id, current_digest) SELECT digest('family ' || id),"
              + " 'session' || CAST(100000000000000 + id AS TEXT), digest('token ' || id) FROM account"
              + " WHERE id % 10 = 3 AND id > ? AND id <= ?",
          "INSERT INTO known_address (digest, account_id, seen_at) SELECT digest('address ' || id), id,"
              + " NOW - (id * 7919 % 7776000) * 1000000 FROM account"
              + " WHERE id % 10 = 3 AND id > ? AND id <= ?",
          "UPDATE account SET email = username || '@example.com', verified_email = username ||"
              + " '@example.com' WHERE substr(username, 13, 1) IN ('7', '8') AND id > ? AND id <= ?");

  /** Statements that add one event for each account. The number of the event is {@code n}. */
  private static final List<String> EVENTS =
      List.of(
          "INSERT INTO event (number, id, at, type, actor, account_id, outcome, object, request, members,"
              + " commitment) SELECT n, '00000' || CAST(10000000000000000 + n AS TEXT),"
              + " NOW - 86400000000 + n * STEP, 'user.logged_in', 'account:' || id, id, 'done',"
              + " 'session' || CAST(100000000000000 + id AS TEXT), 'request-' || n,"
              + " '{\"method\":\"password\"}', commitment(substr(digest('salt ' || n), 1, 16), PERSONAL)"
              + " FROM (SELECT id, id + ADDED AS n FROM account WHERE id > ? AND id <= ?) AS made ORDER BY n",
          "INSERT INTO event_person (event_id, account_id, salt, personal)"
              + " SELECT '00000' || CAST(10000000000000000 + n AS TEXT), id,"
              + " substr(digest('salt ' || n), 1, 16), PERSONAL"
              + " FROM (SELECT id, id + ADDED AS n FROM account WHERE id > ? AND id <= ?) AS made ORDER BY n");

  private static final String PERSONAL =
      "('{\"network\":\"10.' || (id % 256) || '.' || (id / 256 % 256) || '.0/24\"}')";

  /**
   * Statements that create the functions that the other statements call, on PostgreSQL. On SQLite,
   * {@link #addFunctions} adds the same functions.
   */
  private static final List<String> POSTGRESQL_FUNCTIONS =
      List.of(
          "CREATE FUNCTION digest(text) RETURNS bytea LANGUAGE sql IMMUTABLE AS"
              + " 'SELECT sha256(convert_to($1, ''UTF8''))'",
          "CREATE FUNCTION commitment(bytea, text) RETURNS bytea LANGUAGE sql IMMUTABLE AS"
              + " 'SELECT sha256($1 || convert_to($2, ''UTF8''))'");

  private final Connection connection;
  private final Statement statement;
  private final long accounts;
  private final long now =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().truncatedTo(ChronoUnit.SECONDS));

  private Filling(Connection connection, Statement statement) throws SQLException {
    this.connection = connection;
    this.statement = statement;
    try (ResultSet highest = statement.executeQuery("SELECT max(id) FROM account")) {
      highest.next();
      accounts = highest.getLong(1);
    }
  }

  /**
   * Fills the database.
   *
   * @param arguments the JDBC URL; the number of events of each account; a file for some of the
   *     personal keys, one per line
   */
  public static void main(String[] arguments) throws SQLException, IOException {
    boolean sqlite = arguments[0].startsWith("jdbc:sqlite:");
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement()) {
      Filling filling = new Filling(connection, statement);
      if (sqlite) {
        statement.execute("PRAGMA synchronous = OFF");
        statement.execute("PRAGMA cache_size = -500000");
        addFunctions(connection);
      } else {
        filling.execute(POSTGRESQL_FUNCTIONS);
      }
      connection.setAutoCommit(false);
      filling.fill(Long.parseLong(arguments[1]));
      Files.write(Path.of(arguments[2]), filling.keys(KEYS_AT_MOST));
      connection.setAutoCommit(true);
      filling.execute(
          sqlite
              ? List.of("PRAGMA wal_checkpoint(TRUNCATE)")
              : List.of(
                  "DROP FUNCTION digest(text)",
                  "DROP FUNCTION commitment(bytea, text)",
                  "VACUUM (ANALYZE)",
                  "CHECKPOINT"));
    }
  }

  private void execute(List<String> statements) throws SQLException {
    for (String each : statements) {
      statement.execute(each);
    }
  }

  private void fill(long events) throws SQLException {
    // Removes the events of the commands that made the accounts, because the new events are older.
    execute(
        List.of("DELETE FROM event_person", "DELETE FROM event", "DELETE FROM event_unnumbered"));
    for (String each : ROWS) {
      inSlices(each.replace("NOW", Long.toString(now)));
    }
    long step = TimeUnit.DAYS.toMicros(1) / Math.max(1, accounts * events);
    for (long added = 0; added < events * accounts; added += accounts) {
      for (String each : EVENTS) {
        inSlices(
            each.replace("NOW", Long.toString(now))
                .replace("STEP", Long.toString(step))
                .replace("ADDED", Long.toString(added))
                .replace("PERSONAL", PERSONAL));
      }
    }
    statement.execute("UPDATE event_counter SET number = " + accounts * events + ", removed = 0");
    connection.commit();
  }

  private void inSlices(String sql) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(sql)) {
      for (long from = 0; from < accounts; from += SLICE) {
        prepared.setLong(1, from);
        prepared.setLong(2, Math.min(accounts, from + SLICE));
        prepared.executeUpdate();
        connection.commit();
      }
    }
  }

  /**
   * Makes some of the keys usable, and returns their texts. The other keys have no text. Uses no
   * key of an account whose password is reset, because the reset would revoke the key.
   */
  private List<String> keys(long count) throws SQLException {
    List<Long> owners = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT id FROM account WHERE id % 10 = 2 AND substr(username, 13, 1) <> '7' ORDER BY id LIMIT "
                + count)) {
      while (rows.next()) {
        owners.add(rows.getLong(1));
      }
    }
    List<String> keys = new ArrayList<>();
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE personal_key SET digest = ?, ends_at = ?, tell_at = NULL WHERE id = ?")) {
      for (long owner : owners) {
        keys.add(SecretText.PERSONAL_KEY.next());
        update.setBytes(1, sha256(keys.getLast().getBytes(StandardCharsets.UTF_8), new byte[0]));
        update.setLong(2, now + TimeUnit.DAYS.toMicros(30));
        update.setString(3, "personalkey" + (10_000_000_000L + owner));
        update.executeUpdate();
      }
      connection.commit();
    }
    return keys;
  }

  private static void addFunctions(Connection connection) throws SQLException {
    Function.create(
        connection,
        "digest",
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            result(sha256(value_text(0).getBytes(StandardCharsets.UTF_8), new byte[0]));
          }
        });
    Function.create(
        connection,
        "commitment",
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            result(sha256(value_blob(0), value_text(1).getBytes(StandardCharsets.UTF_8)));
          }
        });
  }

  private static byte[] sha256(byte[] bytes, byte[] more) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return digest.digest(more);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
