package dev.restauth.care;

import dev.restauth.config.Storage;
import dev.restauth.control.Operations;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.SharedDatabase;
import dev.restauth.vault.SealedRows;
import dev.restauth.vault.VaultCheck;
import java.util.List;

/** What an operator can have done on a database as a whole, also where a server would not open it. */
final class WholeDatabase {
  private WholeDatabase() {}

  /**
   * On a file that may be open.
   *
   * @param confirmInPlace throws where the file is not the database that this process has open
   */
  static List<Operations.Source> onFile(
      Storage storage, DatabaseFile file, List<SealedRows> sealed, Runnable confirmInPlace) {
    return List.of(
        new BackupOperation(file, confirmInPlace),
        new CheckOperation(file, confirmInPlace, () -> VaultCheck.findings(storage, file, sealed)));
  }

  /** On a file that nobody has open. */
  static Operations alone(Storage storage, DatabaseFile file, List<SealedRows> sealed) {
    Operations operations = new Operations();
    onFile(storage, file, sealed, () -> {}).forEach(each -> each.declare(operations));
    new RestoreOperation(file, store -> VaultCheck.findings(storage, store, sealed))
        .declare(operations);
    return operations;
  }

  /** On a database of many. */
  static Operations shared(Storage storage, SharedDatabase database, List<SealedRows> sealed) {
    Operations operations = new Operations();
    new CheckOperation(database, () -> {}, () -> VaultCheck.findings(storage, database, sealed))
        .declare(operations);
    new AfterRestoreOperation(database, store -> VaultCheck.findings(storage, store, sealed))
        .declare(operations);
    return operations;
  }
}
