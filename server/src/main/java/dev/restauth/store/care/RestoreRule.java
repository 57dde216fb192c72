package dev.restauth.store.care;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a restore does to each table, so that nothing that had ended comes back to life. Every table of
 * the schema has a rule; a test fails for one that has none.
 */
enum RestoreRule {
  /**
   * All tokens end. A token that was issued and revoked after the backup was made carries a
   * generation that the backup has not seen, so one step would not do. From the higher of the two
   * generations, not from their sum: that would double with each round of backup and restore.
   */
  ACCOUNT("account"),

  /**
   * Ids that were given after the backup was made are not given again: other services know them as
   * other people. The database continues from here.
   */
  IDS("sqlite_sequence"),

  /**
   * Tokens of accounts that were made after the backup, which no generation reaches, end with the key
   * that signed them. The next start makes a new one.
   */
  SIGNING_KEY("signing_key"),

  /** Ended, with all tokens; their refresh tokens go with them. */
  SESSION("session"),

  /** As the sessions. */
  REFRESH_TOKEN("refresh_token"),

  /** Of sessions whose tokens have ended otherwise. */
  REVOKED_SESSION("revoked_session"),

  /** As the revoked sessions. */
  REVOKED_GENERATION("revoked_generation"),

  /**
   * One that was deleted or disabled after the backup was made must not count again: the operator
   * enables those that shall.
   */
  SERVICE_KEY("service_key"),

  /** Gives nobody access, only a better place while others flood: stays. */
  KNOWN_ADDRESS("known_address"),

  /** Makes guessing slower, gives nobody anything: stays. */
  LOGIN_FAILURE("login_failure"),

  /**
   * Where accounts came from. Tokens of those systems end with the generation of the account, as all
   * others do: stays.
   */
  ADOPTED_SOURCE("adopted_source"),

  /** What hashes need: stays. */
  HASH_SECRET("hash_secret"),

  /** Of another epoch. */
  CHANGE("change"),

  /** As the changes. */
  CHANGE_COUNTER("change_counter"),

  /** Whoever follows changes starts afresh. The other properties, the issuer among them, stay. */
  PROPERTY("property"),

  /** Says which schema there is, and stays. */
  SCHEMA_HISTORY("flyway_schema_history");

  /** What numbers go ahead by at least. */
  static final long AHEAD = 1_000_000;

  /**
   * How far numbers go ahead.
   *
   * @param generation the highest that the replaced database has given
   * @param ahead what each account's generation grows by beyond that and its own
   * @param lastId the next account's id is one more
   */
  record Jump(long generation, long ahead, long lastId) {}

  /**
   * What ended.
   *
   * @param signingKeys how many were withdrawn
   * @param serviceKeys how many there are, each disabled
   */
  record Withdrawn(int signingKeys, int serviceKeys) {}

  private final String table;

  RestoreRule(String table) {
    this.table = table;
  }

  /** The table it is about. */
  String table() {
    return table;
  }

  /** Where a database keeps which ids it has given. */
  enum Ids {
    /** In a table. */
    SQLITE {
      @Override
      List<String> lastGiven(long id) {
        return List.of(
            "DELETE FROM sqlite_sequence WHERE name = 'account'",
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('account', " + id + ")");
      }
    },

    /** In a sequence; a transaction that is undone leaves it ahead, which does no harm. */
    POSTGRESQL {
      @Override
      List<String> lastGiven(long id) {
        return List.of("SELECT setval(pg_get_serial_sequence('account', 'id'), " + id + ")");
      }
    };

    abstract List<String> lastGiven(long id);
  }

  private List<String> statements(Ids ids, Jump jump) {
    return switch (this) {
      case ACCOUNT ->
          List.of(
              "UPDATE account SET generation = CASE WHEN generation > "
                  + jump.generation()
                  + " THEN generation ELSE "
                  + jump.generation()
                  + " END + "
                  + jump.ahead());
      case IDS -> ids.lastGiven(jump.lastId());
      case SIGNING_KEY -> List.of("DELETE FROM signing_key");
      case SESSION -> List.of("DELETE FROM session");
      case REFRESH_TOKEN -> List.of("DELETE FROM refresh_token");
      case REVOKED_SESSION -> List.of("DELETE FROM revoked_session");
      case REVOKED_GENERATION -> List.of("DELETE FROM revoked_generation");
      case SERVICE_KEY -> List.of("UPDATE service_key SET state = 'disabled'");
      case CHANGE -> List.of("DELETE FROM change");
      case CHANGE_COUNTER -> List.of("UPDATE change_counter SET number = 0");
      case PROPERTY ->
          List.of(
              "DELETE FROM property WHERE name = 'epoch'",
              "INSERT INTO property (name, value) VALUES ('epoch', '" + newEpoch() + "')");
      case KNOWN_ADDRESS, LOGIN_FAILURE, ADOPTED_SOURCE, HASH_SECRET, SCHEMA_HISTORY -> List.of();
    };
  }

  private static String newEpoch() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /** Applies all rules in the connection's transaction. */
  static Withdrawn applyAll(Connection connection, Ids ids, Jump jump) throws SQLException {
    Map<RestoreRule, Integer> changed = new EnumMap<>(RestoreRule.class);
    for (RestoreRule rule : values()) {
      changed.put(rule, rule.apply(connection, ids, jump));
    }
    return new Withdrawn(
        changed.getOrDefault(SIGNING_KEY, 0), changed.getOrDefault(SERVICE_KEY, 0));
  }

  private int apply(Connection connection, Ids ids, Jump jump) throws SQLException {
    int changed = 0;
    for (String sql : statements(ids, jump)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
        changed += Math.max(0, statement.getUpdateCount());
      }
    }
    return changed;
  }
}
