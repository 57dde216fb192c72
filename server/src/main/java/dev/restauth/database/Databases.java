package dev.restauth.database;

import dev.restauth.store.DatabaseFile;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.care.PostgresMaintenance;
import dev.restauth.store.care.SqliteFile;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Creates the objects that represent a database, without opening the database. */
public final class Databases {
  private Databases() {}

  /**
   * Returns the database for a server to open.
   *
   * @param timeout the time-out of calls to PostgreSQL
   */
  public static Database at(
      DatabasePlace place, SchemaDefinition design, InstantSource clock, Duration timeout) {
    return switch (place) {
      case DatabasePlace.SqliteFile(Path path) -> new SqliteDatabase(path, design, clock);
      case DatabasePlace.Postgres postgres -> postgres(postgres, design, timeout);
    };
  }

  /** Returns a database file, for operations on the whole file. */
  public static DatabaseFile file(Path path, SchemaDefinition design, InstantSource clock) {
    return new SqliteFile(path, design, clock);
  }

  /** Returns a shared database, for operations on the whole database. */
  public static SharedDatabase whole(DatabasePlace.Postgres place, SchemaDefinition design) {
    return new PostgresMaintenance(postgres(place, design, PostgresDatabase.COMMAND_TIMEOUT));
  }

  private static PostgresDatabase postgres(
      DatabasePlace.Postgres place, SchemaDefinition design, Duration timeout) {
    return new PostgresDatabase(
        place.hosts().stream()
            .map(host -> new PostgresDatabase.Host(host.name(), host.port()))
            .toList(),
        place.name(),
        place.user(),
        place.password().map(secret -> secret::reveal),
        place.options(),
        place.connections(),
        design,
        timeout);
  }
}
