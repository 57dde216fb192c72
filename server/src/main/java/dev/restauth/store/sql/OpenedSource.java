package dev.restauth.store.sql;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Source of connections that already has an open one, which it returns first. Without this class,
 * each command and each start of a server would open one connection more than it needs.
 * Thread-safe.
 */
final class OpenedSource implements ConnectionSource, AutoCloseable {
  private final ConnectionSource database;
  private final AtomicReference<Optional<Connection>> opened;

  OpenedSource(ConnectionSource database, Connection opened) {
    this.database = database;
    this.opened = new AtomicReference<>(Optional.of(opened));
  }

  /** Returns the open connection, which is not read-only, or opens a new one. */
  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    Optional<Connection> first = opened.getAndSet(Optional.empty());
    return first.isPresent() ? first.get() : database.connect(readOnly);
  }

  @Override
  public String schemaFolder() {
    return database.schemaFolder();
  }

  @Override
  public SchemaDefinition design() {
    return database.design();
  }

  /** Closes the open connection, if it was never returned. */
  @Override
  public void close() {
    opened.getAndSet(Optional.empty()).ifPresent(OpenedSource::close);
  }

  private static void close(Connection unused) {
    try {
      unused.close();
    } catch (SQLException e) {
      // The connection is abandoned in any case.
    }
  }
}
