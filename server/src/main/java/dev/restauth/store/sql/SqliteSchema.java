package dev.restauth.store.sql;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tables, indexes and triggers of a SQLite database.
 *
 * @param parts the parts, each with the SQL that created it
 */
public record SqliteSchema(Map<Part, String> parts) {
  private static final Map<Migrations, SqliteSchema> CREATED = new ConcurrentHashMap<>();

  /** The folders of the migrations, and the version to which they are run. */
  private record Migrations(List<String> folders, int version) {}

  /**
   * Table, index, trigger or view.
   *
   * @param type the type, as SQLite names it
   * @param name the name
   * @param table the table to which the part belongs
   */
  record Part(String type, String name, String table) {
    @Override
    public String toString() {
      return type + " " + name;
    }
  }

  public static SqliteSchema of(Connection connection) throws SQLException {
    Map<Part, String> parts = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT type, name, tbl_name, sql FROM sqlite_schema")) {
      while (rows.next()) {
        parts.put(
            new Part(rows.getString(1), rows.getString(2), rows.getString(3)),
            String.valueOf(rows.getString(4)));
      }
    }
    return new SqliteSchema(Map.copyOf(parts));
  }

  /**
   * Returns the schema that the migrations create. Runs them in memory. The result is kept, because
   * a server compares its database with it in each check.
   */
  public static SqliteSchema of(SchemaDefinition design) throws SQLException {
    Migrations migrations = new Migrations(design.folders(), design.version());
    SqliteSchema known = CREATED.get(migrations);
    if (known == null) {
      known = create(design);
      CREATED.put(migrations, known);
    }
    return known;
  }

  private static SqliteSchema create(SchemaDefinition design) throws SQLException {
    InMemorySqlite database = new InMemorySqlite("schema-" + UUID.randomUUID(), design);
    // The in-memory database exists only as long as a connection is open.
    try (Connection connection = database.connect(false)) {
      Schema.bringUpToDate(database, connection);
      return of(connection);
    }
  }

  public boolean lacksTable(String name) {
    return parts.keySet().stream().noneMatch(part -> part.equals(new Part("table", name, name)));
  }

  /** Returns the tables, except those that SQLite itself creates. */
  public List<String> tables() {
    return parts.keySet().stream()
        .filter(part -> part.type().equals("table"))
        .map(Part::name)
        .sorted()
        .toList();
  }

  /**
   * Returns the differences from the expected schema, one line each. Additional tables are allowed,
   * because tools such as Litestream create them. Additional triggers and indexes on this program's
   * tables are differences.
   */
  public List<String> differences(SqliteSchema expected) {
    List<String> found = new ArrayList<>();
    expected.parts.forEach(
        (part, sql) -> {
          if (!parts.containsKey(part)) {
            found.add("the " + part + " is missing");
          } else if (!sql.equals(parts.get(part))) {
            found.add("the " + part + " differs from what this program creates");
          }
        });
    parts.keySet().stream()
        .filter(part -> !expected.parts.containsKey(part))
        .filter(part -> !expected.lacksTable(part.table()))
        .forEach(
            part -> found.add("there is an unexpected " + part + " on the table " + part.table()));
    return found.stream().sorted().toList();
  }
}
