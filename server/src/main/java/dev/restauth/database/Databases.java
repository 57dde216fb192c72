package dev.restauth.database;

import dev.restauth.config.Secret;
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

/** From what the settings say of a database to the database, which is not opened yet. */
public final class Databases {
  private Databases() {}

  /** As a server opens it; {@code patience} is for what PostgreSQL is asked. */
  public static Database at(
      DatabasePlace place, SchemaDefinition design, InstantSource clock, Duration patience) {
    return switch (place) {
      case DatabasePlace.SqliteFile(Path path) -> new SqliteDatabase(path, design, clock);
      case DatabasePlace.Postgres postgres -> postgres(postgres, design, patience);
    };
  }

  /** A file as a whole. */
  public static DatabaseFile file(Path path, SchemaDefinition design, InstantSource clock) {
    return new SqliteFile(path, design, clock);
  }

  /** The database of many as a whole. */
  public static SharedDatabase whole(DatabasePlace.Postgres place, SchemaDefinition design) {
    return new PostgresMaintenance(postgres(place, design, PostgresDatabase.COMMANDS));
  }

  private static PostgresDatabase postgres(
      DatabasePlace.Postgres place, SchemaDefinition design, Duration patience) {
    return new PostgresDatabase(
        place.hosts().stream()
            .map(host -> new PostgresDatabase.Host(host.name(), host.port()))
            .toList(),
        place.name(),
        place.user(),
        place.password().map(Secret::reveal),
        place.options(),
        place.connections(),
        design,
        patience);
  }
}
