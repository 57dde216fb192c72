package dev.restauth.store.sql;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * SQLite database in memory, which exists as long as a connection to it is open.
 *
 * @param name the name, which must be unique within this process
 * @param design the schema
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
