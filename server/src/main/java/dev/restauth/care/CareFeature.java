package dev.restauth.care;

import dev.restauth.database.DatabasePlace;
import dev.restauth.database.Databases;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
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

/** The feature that backs up and checks a database file while it is open. */
public final class CareFeature implements Feature {
  private final DatabasePlace place;
  private final MasterKeys keys;
  private final Store store;
  private final List<SealedRows> sealed;
  private final Function<Snapshots, List<String>> notes;
  private final SchemaDefinition design;
  private final InstantSource clock;
  private final LastBackup last;

  /**
   * Creates the feature.
   *
   * @param keys the location of the master key
   * @param sealed the tables with encrypted values
   * @param notes returns notes for the operator, which the check shows if it finds no errors
   * @param design the schema of the database
   */
  public CareFeature(
      DatabasePlace place,
      MasterKeys keys,
      Store store,
      List<SealedRows> sealed,
      Function<Snapshots, List<String>> notes,
      SchemaDefinition design,
      InstantSource clock) {
    this.place = place;
    this.keys = keys;
    this.store = store;
    this.sealed = List.copyOf(sealed);
    this.notes = notes;
    this.design = design;
    this.clock = clock;
    this.last = new LastBackup(store);
  }

  @Override
  public void begin() {
    if (isFile()) {
      last.read();
    }
  }

  private boolean isFile() {
    return place instanceof DatabasePlace.SqliteFile;
  }

  @Override
  public List<Figure> figures() {
    return isFile() ? last.figures() : List.of();
  }

  @Override
  public List<Operations.Source> operations() {
    return place instanceof DatabasePlace.SqliteFile(Path path)
        ? DatabaseMaintenance.onFile(
            keys,
            Databases.file(path, design, clock),
            sealed,
            notes,
            store::confirmInPlace,
            last::made)
        : List.of();
  }
}
