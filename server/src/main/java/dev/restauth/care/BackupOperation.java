package dev.restauth.care;

import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.DatabaseFile;
import java.nio.file.Path;
import java.util.Locale;

/** The operation {@code restauth backup}. */
final class BackupOperation implements Operations.Source {
  private final DatabaseFile database;
  private final Runnable confirmInPlace;
  private final Runnable backedUp;

  /**
   * Creates the operation for a database file.
   *
   * @param confirmInPlace throws an exception if the file is not the database that this process has
   *     open
   * @param backedUp runs after each backup
   */
  BackupOperation(DatabaseFile database, Runnable confirmInPlace, Runnable backedUp) {
    this.database = database;
    this.confirmInPlace = confirmInPlace;
    this.backedUp = backedUp;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("backup", this::backup);
  }

  private Reply backup(Request request, Progress progress) {
    confirmInPlace.run();
    Path file = request.path("file");
    DatabaseFile.Backup made = database.backup(file, progress);
    ErasedAccountsFile list = ErasedAccountsFile.beside(file);
    progress.advanced("listing erased accounts", 0, 0);
    var _ = list.add(ErasedAccounts.in(database));
    backedUp.run();
    return Reply.done(
        Facts.NONE
            .with("file", file.toString())
            .with("bytes", made.bytes())
            .with("accounts", made.accounts())
            .with("erased_accounts", list.path().toString())
            .with("contains_master_key", false),
        String.format(
            Locale.ROOT,
            "%s: %s, %,d bytes, on disk",
            file,
            counted(made.accounts()),
            made.bytes()),
        list.path()
            + " says which accounts a restore has to erase again. Store it with the backups.",
        "The master key is not in the backup. Store the key in another place: without it the backup"
            + " is useless.");
  }

  static String counted(long accounts) {
    return accounts == 1 ? "1 account" : String.format(Locale.ROOT, "%,d accounts", accounts);
  }
}
