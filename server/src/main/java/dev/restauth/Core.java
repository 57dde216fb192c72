package dev.restauth;

import dev.restauth.admin.AfterRestoreOperation;
import dev.restauth.admin.BackupOperation;
import dev.restauth.admin.CheckOperation;
import dev.restauth.admin.PasswordTuningOperation;
import dev.restauth.admin.RestoreOperation;
import dev.restauth.config.Config;
import dev.restauth.control.Operations;
import dev.restauth.password.PasswordSettings;
import dev.restauth.runtime.Databases;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.SharedDatabase;
import dev.restauth.vault.VaultCheck;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** What an operator can have done without an open database. */
final class Core {
  private Core() {}

  /** What an operator can have done while nobody has the database open; it is not opened as a whole. */
  static Operations fileOperations(Config config, Path database, InstantSource clock) {
    Operations operations = new Operations();
    onFile(config, Databases.file(database, clock), () -> {})
        .forEach(each -> each.declare(operations));
    new RestoreOperation(
            Databases.file(database, clock),
            store -> VaultCheck.findings(config.storage(), store, ServerKeys.SEALED))
        .declare(operations);
    return operations;
  }

  /** What an operator can have done where there is neither a database nor a server. */
  static Operations machineOperations(Config config) {
    Operations operations = new Operations();
    new PasswordTuningOperation(
            PasswordSettings.cost(config.passwords()), config.passwords().hashingThreads())
        .declare(operations);
    return operations;
  }

  static List<Operations.Source> onFile(Config config, DatabaseFile file, Runnable confirmInPlace) {
    return List.of(
        new BackupOperation(file, confirmInPlace),
        new CheckOperation(
            file,
            confirmInPlace,
            () -> VaultCheck.findings(config.storage(), file, ServerKeys.SEALED)));
  }

  /** What an operator can have done on a database of many, also where a server would not open it. */
  static Operations serverOperations(Config config, SharedDatabase database) {
    Operations operations = new Operations();
    new CheckOperation(
            database,
            () -> {},
            () -> VaultCheck.findings(config.storage(), database, ServerKeys.SEALED))
        .declare(operations);
    new AfterRestoreOperation(
            database, store -> VaultCheck.findings(config.storage(), store, ServerKeys.SEALED))
        .declare(operations);
    return operations;
  }
}
