package dev.restauth.store.sql;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A SQLite database without a file, there while a connection to it is open.
 *
 * @param name tells it from others in this process
 * @param design the schema that it gets
 */
public record InMemorySqlite(String name, SchemaDefinition design) implements ConnectionSource {
  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    return SqliteOpening.inMemory(name);
  }

  @Override
  public String schemaFolder() {
    return "sqlite";
  }
}
