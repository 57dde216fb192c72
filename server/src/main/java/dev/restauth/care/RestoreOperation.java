package dev.restauth.care;

import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.DatabaseFile.Restored;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** {@code restauth restore}, for a database that no process has open. */
final class RestoreOperation implements Operations.Source {
  private final DatabaseFile database;
  private final Function<Store, List<String>> keyFindings;

  /**
   * For a database.
   *
   * @param keyFindings checks whether the master key opens every key of the backup; returns the
   *     problems found
   */
  RestoreOperation(DatabaseFile database, Function<Store, List<String>> keyFindings) {
    this.database = database;
    this.keyFindings = keyFindings;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("restore", this::restore);
  }

  private Reply restore(Request request, Progress progress) {
    Restored restored =
        database.restore(
            request.path("file"),
            Boolean.parseBoolean(request.argument("force")),
            AfterRestoreOperation.examining(keyFindings),
            progress);
    SharedDatabase.Revoked revoked =
        new SharedDatabase.Revoked(
            restored.accounts(), restored.signingKeys(), restored.serviceKeys(), restored.epoch());
    List<String> notes = new ArrayList<>();
    notes.add("Restored " + BackupOperation.counted(restored.accounts()) + ".");
    notes.addAll(AfterRestoreOperation.notes(revoked));
    Facts facts = AfterRestoreOperation.facts(revoked);
    if (restored.replaced().isPresent()) {
      String old = restored.replaced().get().toString();
      notes.add("The replaced database is now " + old + ".");
      facts = facts.with("replaced", old);
    }
    return new Reply.Done(facts, notes);
  }
}
