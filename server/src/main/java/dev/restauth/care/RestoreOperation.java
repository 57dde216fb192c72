package dev.restauth.care;

import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.DatabaseFile.Restored;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The operation {@code restauth restore}, for a database that no process has open. */
final class RestoreOperation implements Operations.Source {
  private final DatabaseFile database;
  private final Function<Store, List<String>> keyFindings;
  private final RestoredErasures.Opening erasing;

  /**
   * Creates the operation for a database.
   *
   * @param keyFindings checks whether the master key decrypts every key in the backup; returns the
   *     problems found
   * @param erasing creates the eraser of accounts in the restored database
   */
  RestoreOperation(
      DatabaseFile database,
      Function<Store, List<String>> keyFindings,
      RestoredErasures.Opening erasing) {
    this.database = database;
    this.keyFindings = keyFindings;
    this.erasing = erasing;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("restore", this::restore);
  }

  private Reply restore(Request request, Progress progress) {
    Path backup = request.path("file");
    RestoredErasures erasures = new RestoredErasures(erasing);
    Consumer<Store> examining = AfterRestoreOperation.examining(keyFindings);
    Restored restored =
        database.restore(
            backup,
            Boolean.parseBoolean(request.argument("force")),
            database.exists()
                ? examining
                    .andThen(erasures.of(ErasedAccountsFile.beside(backup)))
                    .andThen(erasures.of(() -> ErasedAccounts.in(database)))
                : examining.andThen(erasures.of(ErasedAccountsFile.beside(backup))),
            progress);
    SharedDatabase.Revoked revoked =
        new SharedDatabase.Revoked(
            restored.accounts(), restored.signingKeys(), restored.serviceKeys(), restored.epoch());
    List<String> notes = new ArrayList<>();
    notes.add("Restored " + BackupOperation.counted(restored.accounts()) + ".");
    notes.addAll(AfterRestoreOperation.notes(revoked));
    notes.addAll(erasures.notes());
    Facts facts = erasures.facts(AfterRestoreOperation.facts(revoked));
    if (restored.replaced().isPresent()) {
      String old = restored.replaced().get().toString();
      notes.add("The replaced database is now " + old + ".");
      facts = facts.with("replaced", old);
    }
    return new Reply.Done(facts, notes);
  }
}
