package dev.restauth.adopt;

import dev.restauth.account.Account;
import dev.restauth.adopt.source.AccountSource;
import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.password.format.NamedFormat;
import dev.restauth.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Imports the accounts of a source while they are read. Many accounts are imported in one
 * transaction. Not thread-safe.
 */
final class Importer implements AccountSource.Sink {
  /**
   * The number of accounts per transaction. With this number, commits cost little, and a
   * registration waits only briefly for a commit.
   */
  private static final int BATCH_SIZE = 5_000;

  private final ImportTarget target;
  private final StoredSecrets secrets;
  private final HashConversion hashes;
  private final boolean dropsFactors;
  private final PasskeyChoice passkeys;
  private final ImportSummary summary;
  private final Consumer<String> report;
  private final Set<String> storedSecrets = new HashSet<>();
  private Optional<FutureTask<StoredBatch>> running = Optional.empty();
  private final List<Candidate> withId = new ArrayList<>();

  /**
   * Accounts without an id from their source. They are stored in separate batches, the last one at
   * the end of the import. The ids that they get there therefore rarely collide with the id of an
   * account that is read later.
   */
  private final List<Candidate> withoutId = new ArrayList<>();

  /**
   * Creates an importer into {@code target}.
   *
   * @param format the format of the hashes
   * @param pepper the pepper of the hashes; empty if they have none
   * @param passkeys chooses the passkeys that can be imported
   * @param dropsFactors whether an account whose second factor cannot be imported is imported
   *     without the factor
   * @param report receives a line for each account that is not imported, or is imported without
   *     some of its credentials
   */
  Importer(
      ImportTarget target,
      StoredSecrets secrets,
      NamedFormat format,
      Optional<byte[]> pepper,
      PasskeyChoice passkeys,
      boolean dropsFactors,
      ImportSummary summary,
      Consumer<String> report) {
    this.passkeys = passkeys;
    this.dropsFactors = dropsFactors;
    this.target = target;
    this.secrets = secrets;
    this.hashes = new HashConversion(format, pepper.map(this::addSecret), this::addSecret);
    this.summary = summary;
    this.report = report;
  }

  @Override
  public void account(SourceAccount found) {
    SourceAccount account = passkeys.applyTo(found);
    Optional<Candidate> candidate = hashes.candidate(account);
    if (candidate.isEmpty()) {
      refused(
          shown(account),
          "its password hash has an unsupported format, or costs too much to check");
      return;
    }
    if (account.factors().unprotected() && !dropsFactors) {
      report.accept(
          summary.unprotected(
              shown(account),
              "a second factor of it cannot be imported: "
                  + String.join(", ", account.factors().leftBehind())));
      return;
    }
    List<Candidate> group = account.id().isPresent() ? withId : withoutId;
    group.add(candidate.get());
    if (group.size() >= BATCH_SIZE) {
      store(group);
    }
  }

  /**
   * Returns the account's name, followed by its key in the source if the two differ. A source may
   * have two accounts with the same name.
   */
  private static String shown(SourceAccount account) {
    return account.key().equals(account.username())
        ? account.username()
        : account.username() + " (" + account.key() + " there)";
  }

  @Override
  public void refused(String which, String reason) {
    report.accept(summary.refused(which, reason));
  }

  @Override
  public String addSecret(byte[] secret) {
    String name = secrets.nameOf(secret);
    if (storedSecrets.add(name)) {
      target.addSecret(secret);
    }
    return name;
  }

  /**
   * Waits until the previous batch is stored, and then stores the candidates on another thread.
   * Meanwhile, reading continues.
   */
  private void store(List<Candidate> pending) {
    awaitStored();
    List<Candidate> batch = new ArrayList<>(pending);
    pending.clear();
    // The candidates are stored in the order of the name index, which is then rewritten less often.
    batch.sort(Comparator.comparing(candidate -> candidate.account().username()));
    FutureTask<StoredBatch> storing =
        new FutureTask<>(() -> new StoredBatch(batch, target.importBatch(batch)));
    Thread.startVirtualThread(storing);
    running = Optional.of(storing);
  }

  /** Imports the remaining accounts, and waits until they are stored. */
  void finish() {
    store(withId);
    store(withoutId);
    awaitStored();
  }

  private void awaitStored() {
    Optional<FutureTask<StoredBatch>> storing = running;
    running = Optional.empty();
    try {
      if (storing.isPresent()) {
        count(storing.get().get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("the command was interrupted", e);
    }
  }

  private record StoredBatch(List<Candidate> batch, List<Candidate.Outcome> outcomes) {}

  private void count(StoredBatch stored) {
    for (int i = 0; i < stored.batch().size(); i++) {
      Candidate candidate = stored.batch().get(i);
      switch (stored.outcomes().get(i)) {
        case Candidate.Outcome.Adopted adopted ->
            summary.adopted(candidate, shown(candidate.account())).ifPresent(report);
        case Candidate.Outcome.Unchanged(Account account) -> {
          summary.unchanged();
          if (candidate.hasFactor() && account.active() && !account.factor()) {
            report.accept(summary.withoutFactor(shown(candidate.account())));
          }
        }
        case Candidate.Outcome.Conflict(String reason) ->
            report.accept(summary.conflict(shown(candidate.account()), reason));
      }
    }
  }
}
