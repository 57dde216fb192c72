package dev.restauth.admin;

import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.DatabaseFile.Restored;
import dev.restauth.store.Progress;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** {@code restauth restore}, for a database that nobody has open. */
public final class RestoreOperation implements Operations.Source {
  private final DatabaseFile database;
  private final Function<Store, List<String>> keyFindings;

  /**
   * Restores to there.
   *
   * @param keyFindings finds out whether the master key opens every key of the backup; what it returns
   *     is wrong
   */
  public RestoreOperation(DatabaseFile database, Function<Store, List<String>> keyFindings) {
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
            Path.of(request.argument("file")),
            Boolean.parseBoolean(request.argument("force")),
            this::examine,
            progress);
    List<String> notes = new ArrayList<>();
    notes.add("Restored " + DatabaseOperations.counted(restored.accounts()) + ".");
    notes.add("All tokens issued before have ended: everybody logs in again.");
    notes.add(
        String.format(
            Locale.ROOT,
            "Signing keys withdrawn: %d. The next start makes a new one.",
            restored.signingKeys()));
    if (restored.serviceKeys() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Service keys disabled: %d. Enable those that you still trust: restauth service-key"
                  + " enable NAME.",
              restored.serviceKeys()));
    }
    notes.add("Ids that may have been given since the backup are not given again.");
    Facts facts =
        Facts.NONE
            .with("accounts", restored.accounts())
            .with("signing_keys_withdrawn", restored.signingKeys())
            .with("service_keys_disabled", restored.serviceKeys())
            .with("epoch", restored.epoch());
    if (restored.replaced().isPresent()) {
      String old = restored.replaced().get().toString();
      notes.add("The database that was there is now " + old + ".");
      facts = facts.with("replaced", old);
    }
    return new Reply.Done(facts, notes);
  }

  private void examine(Store store) {
    List<String> findings = keyFindings.apply(store);
    if (!findings.isEmpty()) {
      throw new StoreRefusedException(String.join("; ", findings));
    }
  }
}
