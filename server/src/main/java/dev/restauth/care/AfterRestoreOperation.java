package dev.restauth.care;

import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.job.Progress;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.SharedDatabase.Ended;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code restauth after-restore}, for a database whose backup was put back by other means than
 * this program's.
 */
final class AfterRestoreOperation implements Operations.Source {
  private final SharedDatabase database;
  private final Function<Store, List<String>> keyFindings;

  /**
   * For that database.
   *
   * @param keyFindings finds out whether the master key opens every key there; what it returns is wrong
   */
  AfterRestoreOperation(SharedDatabase database, Function<Store, List<String>> keyFindings) {
    this.database = database;
    this.keyFindings = keyFindings;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("after-restore", this::end);
  }

  private Reply end(Request request, Progress progress) {
    String name = request.argument("name");
    if (!name.equals(database.name())) {
      return new Reply.Failed(
          "the settings name the database "
              + database.name()
              + ", not "
              + name
              + "; nothing was changed");
    }
    Ended ended = database.endRevived(examining(keyFindings), progress);
    List<String> notes = new ArrayList<>();
    notes.add(BackupOperation.counted(ended.accounts()) + " in the database.");
    notes.addAll(notes(ended));
    return new Reply.Done(facts(ended), notes);
  }

  static Facts facts(Ended ended) {
    return Facts.NONE
        .with("accounts", ended.accounts())
        .with("signing_keys_withdrawn", ended.signingKeys())
        .with("service_keys_disabled", ended.serviceKeys())
        .with("epoch", ended.epoch());
  }

  static List<String> notes(Ended ended) {
    List<String> notes = new ArrayList<>();
    notes.add("All tokens issued before have ended: everybody logs in again.");
    notes.add(
        String.format(
            Locale.ROOT,
            "Signing keys withdrawn: %d. The next start makes a new one.",
            ended.signingKeys()));
    if (ended.serviceKeys() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Service keys disabled: %d. Enable those that you still trust: restauth service-key"
                  + " enable NAME.",
              ended.serviceKeys()));
    }
    notes.add("Ids that may have been given since the backup are not given again.");
    return notes;
  }

  /** Throws StoreRefusedException where something was found. */
  static Consumer<Store> examining(Function<Store, List<String>> keyFindings) {
    return store -> {
      List<String> findings = keyFindings.apply(store);
      if (!findings.isEmpty()) {
        throw new StoreRefusedException(String.join("; ", findings));
      }
    };
  }
}
