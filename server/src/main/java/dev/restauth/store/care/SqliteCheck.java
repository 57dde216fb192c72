package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.sql.MoveMark;
import dev.restauth.store.sql.Schema;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.SqliteSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Check of a SQLite database for damage, through a read-only connection. */
record SqliteCheck(Path database, SchemaDefinition design) {
  private static final int FINDINGS_AT_MOST = 100;

  List<String> run(Progress progress) {
    List<String> found = new ArrayList<>();
    try {
      if (!Files.exists(database)) {
        return List.of("there is no database at " + database);
      }
      if (Files.size(database) == 0) {
        return List.of(database + " is empty: it holds no database");
      }
    } catch (IOException e) {
      return List.of("cannot read " + database + ": " + SqliteOpening.reason(e));
    }
    try (Connection connection = SqliteOpening.unchanged(database)) {
      part(found, "the structure", () -> structure(connection, progress));
      part(found, "the references", () -> references(connection, progress));
      part(found, "the schema", () -> schema(connection, progress));
    } catch (SQLException e) {
      found.add("cannot open " + database + ": " + SqliteOpening.reason(e));
    }
    return List.copyOf(found);
  }

  private interface Part {
    List<String> check() throws SQLException;
  }

  /**
   * Adds the findings of one part of the check. If damage makes a statement of one part fail, the
   * other parts are still checked.
   */
  private static void part(List<String> found, String name, Part part) {
    try {
      found.addAll(part.check());
    } catch (SQLException e) {
      found.add("cannot check " + name + ": " + SqliteOpening.reason(e));
    }
  }

  /**
   * Checks the pages, the order of rows, the indexes against the tables, and the types and
   * constraints of the columns.
   */
  private static List<String> structure(Connection connection, Progress progress)
      throws SQLException {
    progress.advanced("checking the structure", 0, 0);
    String pragma = "PRAGMA integrity_check(" + FINDINGS_AT_MOST + ")";
    return SqliteOpening.texts(connection, pragma).stream()
        .flatMap(String::lines)
        .map(String::strip)
        .filter(line -> !line.equals("ok") && !line.startsWith("***"))
        .toList();
  }

  private static List<String> references(Connection connection, Progress progress)
      throws SQLException {
    progress.advanced("checking references", 0, 0);
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA foreign_key_check")) {
      while (rows.next() && found.size() < FINDINGS_AT_MOST) {
        found.add(
            "row "
                + rows.getLong(2)
                + " of the table "
                + rows.getString(1)
                + " belongs to no row of the table "
                + rows.getString(3));
      }
    }
    return found;
  }

  private List<String> schema(Connection connection, Progress progress) throws SQLException {
    progress.advanced("checking the schema", 0, 0);
    OptionalInt version = Schema.version(connection);
    if (version.isEmpty()) {
      return List.of(
          "it is not a database of REST-auth: the table flyway_schema_history is missing");
    }
    if (version.getAsInt() != design.version()) {
      return List.of(
          "it has schema version "
              + version.getAsInt()
              + ", this program's is "
              + design.version()
              + (version.getAsInt() > design.version()
                  ? ": it was written by a newer REST-auth"
                  : ": the next start brings it up to date"));
    }
    List<String> found =
        new ArrayList<>(SqliteSchema.of(connection).differences(SqliteSchema.of(design)));
    if (SqliteOpening.texts(connection, "SELECT value FROM property WHERE name = 'epoch'")
        .isEmpty()) {
      found.add("the property epoch is missing");
    }
    if (MoveMark.of(connection).isPresent()) {
      found.add(MoveMark.FINDING);
    }
    return found;
  }
}
