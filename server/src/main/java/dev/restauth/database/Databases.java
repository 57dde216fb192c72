package dev.restauth.database;

import dev.restauth.config.Secret;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.Table;
import dev.restauth.store.care.PostgresWhole;
import dev.restauth.store.care.SqliteFile;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** From what the settings say of a database to the database, which is not opened yet. */
public final class Databases {
  private Databases() {}

  /** As a server opens it; {@code patience} is for what PostgreSQL is asked. */
  public static Database at(DatabasePlace place, InstantSource clock, Duration patience) {
    return switch (place) {
      case DatabasePlace.SqliteFile(Path path) -> new SqliteDatabase(path, clock);
      case DatabasePlace.Postgres postgres -> postgres(postgres, patience);
    };
  }

  /** A file as a whole, with all tables that there are. */
  public static DatabaseFile file(Path path, List<Table> tables, InstantSource clock) {
    return new SqliteFile(path, tables, clock);
  }

  /** The database of many as a whole, with all tables that there are. */
  public static SharedDatabase whole(DatabasePlace.Postgres place, List<Table> tables) {
    return new PostgresWhole(postgres(place, PostgresDatabase.COMMANDS), tables);
  }

  private static PostgresDatabase postgres(DatabasePlace.Postgres place, Duration patience) {
    return new PostgresDatabase(
        place.hosts().stream()
            .map(host -> new PostgresDatabase.Host(host.name(), host.port()))
            .toList(),
        place.name(),
        place.user(),
        place.password().map(Secret::reveal),
        place.options(),
        place.connections(),
        patience);
  }
}
