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

/**
 * Operations on a database as a whole. They also work on a database that a server would refuse to
 * open.
 */
final class DatabaseMaintenance {
  private DatabaseMaintenance() {}

  /**
   * Returns the operations for a database file that may be open.
   *
   * @param notes returns notes for the operator, which the check shows if it finds no errors
   * @param confirmInPlace throws an exception if the file is not the database that this process has
   *     open
   * @param backedUp runs after each backup
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
   * Returns the operations for a database file that no process has open.
   *
   * @param erasing creates the eraser of accounts in a restored database
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
   * Returns the operations for a shared database.
   *
   * @param erasing creates the eraser of accounts in a restored database
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
