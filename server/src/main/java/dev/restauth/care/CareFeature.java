package dev.restauth.care;

import dev.restauth.database.DatabasePlace;
import dev.restauth.database.Databases;
import dev.restauth.feature.Feature;
import dev.restauth.operator.Operations;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.SealedRows;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * Backs up and checks a database file while it is open.
 *
 * @param keys the location of the master key
 * @param sealed the tables with encrypted values
 * @param notes returns what the operator should know about a database without errors
 * @param design the schema of the database
 */
public record CareFeature(
    DatabasePlace place,
    MasterKeys keys,
    Store store,
    List<SealedRows> sealed,
    Function<Snapshots, List<String>> notes,
    SchemaDefinition design,
    InstantSource clock)
    implements Feature {
  @Override
  public List<Operations.Source> operations() {
    return place instanceof DatabasePlace.SqliteFile(Path path)
        ? DatabaseMaintenance.onFile(
            keys, Databases.file(path, design, clock), sealed, notes, store::confirmInPlace)
        : List.of();
  }
}
