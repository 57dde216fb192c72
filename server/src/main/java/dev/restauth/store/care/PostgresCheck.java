package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.Table;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Check for defects that a restored, copied or altered PostgreSQL database can have. Uses a
 * read-only connection. Does not check the structure of the database's files.
 */
record PostgresCheck(PostgresDatabase database) {

  /** The triggers on which the program relies, each with its table. */
  private static final List<String> TRIGGERS =
      List.of("account.account_id_was_used", "change.change_is_there");

  List<String> run(Progress progress) {
    try (Connection connection = database.connect(true)) {
      connection.setReadOnly(true);
      progress.advanced("checking the schema", 0, 0);
      List<String> found = new ArrayList<>(version(connection));
      if (found.isEmpty()) {
        found.addAll(schema(connection));
      }
      if (found.isEmpty()) {
        progress.advanced("checking references", 0, 0);
        found.addAll(references(connection));
        found.addAll(ids(connection));
      }
      return List.copyOf(found);
    } catch (SQLException e) {
      return List.of("cannot check " + database.explain(e));
    }
  }

  private List<String> version(Connection connection) throws SQLException {
    OptionalInt version = Schema.version(connection);
    if (version.isEmpty()) {
      return List.of(
          "it is not a database of REST-auth: the table flyway_schema_history is missing");
    }
    if (version.getAsInt() < database.design().version()) {
      return List.of(
          "it has schema version "
              + version.getAsInt()
              + ", this program's is "
              + database.design().version()
              + ": the next start brings it up to date");
    }
    return Schema.isTooNew(database, connection, version.getAsInt())
        ? List.of(
            "it has schema version "
                + version.getAsInt()
                + ", this program's is "
                + database.design().version()
                + ": it was written by a newer REST-auth")
        : List.of();
  }

  private List<String> schema(Connection connection) throws SQLException {
    List<String> found = new ArrayList<>();
    Set<String> there =
        Set.copyOf(
            texts(
                connection,
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                    + " AND relnamespace = current_schema()::regnamespace"));
    database.design().tables().stream()
        .map(Table::name)
        .filter(table -> !there.contains(table))
        .forEach(table -> found.add("the table " + table + " is missing"));
    Set<String> triggers =
        Set.copyOf(
            texts(
                connection,
                "SELECT relname || '.' || tgname FROM pg_trigger"
                    + " JOIN pg_class ON pg_class.oid = tgrelid"
                    + " WHERE tgenabled IN ('O', 'A')"
                    + " AND relnamespace = current_schema()::regnamespace"));
    TRIGGERS.stream()
        .filter(trigger -> !triggers.contains(trigger))
        .forEach(trigger -> found.add("the trigger " + trigger + " is missing or disabled"));
    texts(
            connection,
            "SELECT indexrelid::regclass::text FROM pg_index"
                + " JOIN pg_class ON pg_class.oid = indexrelid"
                + " WHERE NOT (indisvalid AND indisready)"
                + " AND relnamespace = current_schema()::regnamespace")
        .forEach(index -> found.add("the index " + index + " is not valid: REINDEX it"));
    if (found.isEmpty()) {
      found.addAll(
          texts(
              connection,
              "SELECT 'the property ' || name || ' is missing'"
                  + " FROM (VALUES ('epoch'), ('schema_floor')) AS needed (name)"
                  + " WHERE NOT EXISTS (SELECT 1 FROM property WHERE property.name = needed.name)"));
      found.addAll(
          texts(
              connection,
              "SELECT 'the row of the table change_counter is missing'"
                  + " WHERE NOT EXISTS (SELECT 1 FROM change_counter)"));
    }
    return found;
  }

  /**
   * Checks references. PostgreSQL itself does not check rows that were loaded while triggers were
   * off.
   */
  private static List<String> references(Connection connection) throws SQLException {
    List<String> questions =
        texts(
            connection,
            "SELECT format('SELECT count(*) || '' rows of the table %1$I belong to no row of the"
                + " table %3$I'' FROM %1$I AS child WHERE child.%2$I IS NOT NULL AND NOT EXISTS"
                + " (SELECT 1 FROM %3$I AS parent WHERE parent.%4$I = child.%2$I) HAVING count(*) > 0',"
                + " child.relname, child_column.attname, parent.relname, parent_column.attname)"
                + " FROM pg_constraint"
                + " JOIN pg_class AS child ON child.oid = conrelid"
                + " JOIN pg_class AS parent ON parent.oid = confrelid"
                + " JOIN pg_attribute AS child_column"
                + " ON child_column.attrelid = conrelid AND child_column.attnum = conkey[1]"
                + " JOIN pg_attribute AS parent_column"
                + " ON parent_column.attrelid = confrelid AND parent_column.attnum = confkey[1]"
                + " WHERE contype = 'f' AND cardinality(conkey) = 1"
                + " AND connamespace = current_schema()::regnamespace ORDER BY 1");
    List<String> found = new ArrayList<>();
    for (String question : questions) {
      found.addAll(texts(connection, question));
    }
    return found;
  }

  /**
   * Checks sequences. A sequence that was not restored together with its table would issue ids a
   * second time.
   */
  private static List<String> ids(Connection connection) throws SQLException {
    List<String> found = new ArrayList<>();
    for (String table : List.of("account", "adopted_source")) {
      found.addAll(
          texts(
              connection,
              "SELECT 'the highest id of the table "
                  + table
                  + " is ' || max(id) || ', and its sequence is behind it' FROM "
                  + table
                  + " HAVING max(id) > COALESCE(pg_sequence_last_value(pg_get_serial_sequence('"
                  + table
                  + "', 'id')::regclass), 0)"));
    }
    return found;
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // constants, and names quoted by the database
  private static List<String> texts(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
