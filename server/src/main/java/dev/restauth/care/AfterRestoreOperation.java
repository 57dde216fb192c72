package dev.restauth.care;

import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.SharedDatabase.Revoked;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The operation {@code restauth after-restore}, for a database that was restored from a backup by
 * tools other than this program.
 */
final class AfterRestoreOperation implements Operations.Source {
  private final SharedDatabase database;
  private final Function<Store, List<String>> keyFindings;
  private final RestoredErasures.Opening erasing;

  /**
   * Creates the operation for a database.
   *
   * @param keyFindings checks whether the master key decrypts every key; returns the problems found
   * @param erasing creates the eraser of accounts in the database
   */
  AfterRestoreOperation(
      SharedDatabase database,
      Function<Store, List<String>> keyFindings,
      RestoredErasures.Opening erasing) {
    this.database = database;
    this.keyFindings = keyFindings;
    this.erasing = erasing;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("after-restore", this::revoke);
  }

  private Reply revoke(Request request, Progress progress) {
    String name = request.argument("name");
    if (!name.equals(database.name())) {
      return new Reply.Failed(
          "the settings name the database "
              + database.name()
              + ", not "
              + name
              + "; nothing was changed");
    }
    RestoredErasures erasures = new RestoredErasures(erasing);
    Optional<ErasedAccountsFile> list =
        request.findPath("erased_accounts").map(ErasedAccountsFile::new);
    if (list.isPresent() && !list.get().exists()) {
      return new Reply.Failed("there is no file " + list.get().path() + "; nothing was changed");
    }
    Consumer<Store> examining = examining(keyFindings);
    Revoked revoked =
        database.revokeAfterRestore(
            list.map(file -> examining.andThen(erasures.of(file))).orElse(examining), progress);
    List<String> notes = new ArrayList<>();
    notes.add(BackupOperation.counted(revoked.accounts()) + " in the database.");
    notes.addAll(notes(revoked));
    notes.addAll(erasures.notes());
    return new Reply.Done(erasures.facts(facts(revoked)), notes);
  }

  static Facts facts(Revoked revoked) {
    return Facts.NONE
        .with("accounts", revoked.accounts())
        .with("signing_keys_withdrawn", revoked.signingKeys())
        .with("service_keys_disabled", revoked.serviceKeys())
        .with("epoch", revoked.epoch());
  }

  static List<String> notes(Revoked revoked) {
    List<String> notes = new ArrayList<>();
    notes.add("All tokens issued before are revoked: all users log in again.");
    notes.add(
        String.format(
            Locale.ROOT,
            "Signing keys withdrawn: %d. The next start creates a new one.",
            revoked.signingKeys()));
    if (revoked.serviceKeys() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Service keys disabled: %d. Enable those that you still trust: restauth service-key"
                  + " enable NAME.",
              revoked.serviceKeys()));
    }
    notes.add("Ids that may have been issued since the backup are not issued again.");
    return notes;
  }

  /** Returns a check that throws a StoreRefusedException if {@code keyFindings} finds problems. */
  static Consumer<Store> examining(Function<Store, List<String>> keyFindings) {
    return store -> {
      List<String> findings = keyFindings.apply(store);
      if (!findings.isEmpty()) {
        throw new StoreRefusedException(String.join("; ", findings));
      }
    };
  }
}
