package dev.restauth.care;

import dev.restauth.control.Operations;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.SharedDatabase;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.SealedRows;
import dev.restauth.vault.VaultCheck;
import java.util.List;

/** What an operator can have done on a database as a whole, also where a server would not open it. */
final class DatabaseMaintenance {
  private DatabaseMaintenance() {}

  /**
   * On a file that may be open.
   *
   * @param confirmInPlace throws where the file is not the database that this process has open
   */
  static List<Operations.Source> onFile(
      MasterKeys keys, DatabaseFile file, List<SealedRows> sealed, Runnable confirmInPlace) {
    return List.of(
        new BackupOperation(file, confirmInPlace),
        new CheckOperation(file, confirmInPlace, () -> VaultCheck.findings(keys, file, sealed)));
  }

  /** Adds what can be done on a file that nobody has open. */
  static Operations alone(
      Operations operations, MasterKeys keys, DatabaseFile file, List<SealedRows> sealed) {
    onFile(keys, file, sealed, () -> {}).forEach(each -> each.declare(operations));
    new RestoreOperation(file, store -> VaultCheck.findings(keys, store, sealed))
        .declare(operations);
    return operations;
  }

  /** Adds what can be done on a database of many. */
  static Operations shared(
      Operations operations, MasterKeys keys, SharedDatabase database, List<SealedRows> sealed) {
    new CheckOperation(database, () -> {}, () -> VaultCheck.findings(keys, database, sealed))
        .declare(operations);
    new AfterRestoreOperation(database, store -> VaultCheck.findings(keys, store, sealed))
        .declare(operations);
    return operations;
  }
}
