package dev.restauth.care;

import dev.restauth.operator.Operations;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.Snapshots;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.SealedRows;
import dev.restauth.vault.VaultCheck;
import java.util.List;
import java.util.function.Function;

/** Operations on a database as a whole, which also work if a server would not open it. */
final class DatabaseMaintenance {
  private DatabaseMaintenance() {}

  /**
   * Returns the operations for a file that may be open.
   *
   * @param notes returns what the operator should know about a database without errors
   * @param confirmInPlace throws if the file is not the database that this process has open
   * @param backedUp is called after each backup
   */
  static List<Operations.Source> onFile(
      MasterKeys keys,
      DatabaseFile file,
      List<SealedRows> sealed,
      Function<Snapshots, List<String>> notes,
      Runnable confirmInPlace,
      Runnable backedUp) {
    return List.of(
        new BackupOperation(file, confirmInPlace, backedUp),
        new ErasedAccountsOperation(file),
        new CheckOperation(
            file, confirmInPlace, () -> VaultCheck.findings(keys, file, sealed), notes));
  }

  /**
   * Adds the operations for a file that no process has open.
   *
   * @param erasing erases accounts in a database that is restored
   */
  static Operations alone(
      Operations operations,
      MasterKeys keys,
      DatabaseFile file,
      List<SealedRows> sealed,
      Function<Snapshots, List<String>> notes,
      RestoredErasures.Opening erasing) {
    onFile(keys, file, sealed, notes, () -> {}, () -> {}).forEach(each -> each.declare(operations));
    new RestoreOperation(file, store -> VaultCheck.findings(keys, store, sealed), erasing)
        .declare(operations);
    return operations;
  }

  /**
   * Adds the operations for a shared database.
   *
   * @param erasing erases accounts in a database that was restored
   */
  static Operations shared(
      Operations operations,
      MasterKeys keys,
      SharedDatabase database,
      List<SealedRows> sealed,
      Function<Snapshots, List<String>> notes,
      RestoredErasures.Opening erasing) {
    new CheckOperation(database, () -> {}, () -> VaultCheck.findings(keys, database, sealed), notes)
        .declare(operations);
    new ErasedAccountsOperation(database).declare(operations);
    new AfterRestoreOperation(database, store -> VaultCheck.findings(keys, store, sealed), erasing)
        .declare(operations);
    return operations;
  }
}
