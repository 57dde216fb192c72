package dev.restauth.adopt;

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

/** Takes the accounts of a source as they come, many in a transaction. Not thread-safe. */
final class Importer implements AccountSource.Sink {
  /** Large enough that a commit costs little, small enough that a registration hardly waits for one. */
  private static final int A_BATCH = 5_000;

  private final ImportTarget destination;
  private final StoredSecrets secrets;
  private final HashConversion hashes;
  private final ImportSummary summary;
  private final Consumer<String> report;
  private final Set<String> kept = new HashSet<>();
  private Optional<FutureTask<Taken>> underWay = Optional.empty();
  private final List<Candidate> withId = new ArrayList<>();

  /** Those get ids here, which must not be ones that somebody brings along: so they come last. */
  private final List<Candidate> withoutId = new ArrayList<>();

  /**
   * Takes them to {@code destination}.
   *
   * @param format what their hashes are
   * @param pepper what they share
   * @param report told a line for each account that is not taken
   */
  Importer(
      ImportTarget destination,
      StoredSecrets secrets,
      NamedFormat format,
      Optional<byte[]> pepper,
      ImportSummary summary,
      Consumer<String> report) {
    this.destination = destination;
    this.secrets = secrets;
    this.hashes = new HashConversion(format, pepper.map(this::secret), this::secret);
    this.summary = summary;
    this.report = report;
  }

  @Override
  public void account(SourceAccount account) {
    Optional<Candidate> candidate = hashes.candidate(account);
    if (candidate.isEmpty()) {
      refused(
          shown(account),
          "its password hash is of no format that can be checked here, or costs too much to check");
      return;
    }
    List<Candidate> like = account.id().isPresent() ? withId : withoutId;
    like.add(candidate.get());
    if (like.size() >= A_BATCH) {
      store(like);
    }
  }

  /** Where two of one name are in a source, what it calls them tells which is meant. */
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
  public String secret(byte[] secret) {
    String name = secrets.nameOf(secret);
    if (kept.add(name)) {
      destination.keep(secret);
    }
    return name;
  }

  /** Has these stored, once those before them are: some are read while others are stored. */
  private void store(List<Candidate> come) {
    settle();
    List<Candidate> full = new ArrayList<>(come);
    come.clear();
    // In the order of the index of names, which is then rewritten less often.
    full.sort(Comparator.comparing(candidate -> candidate.account().username()));
    FutureTask<Taken> storing = new FutureTask<>(() -> new Taken(full, destination.take(full)));
    Thread.startVirtualThread(storing);
    underWay = Optional.of(storing);
  }

  /** Takes all that has come, and waits until it is stored. */
  void finish() {
    store(withId);
    store(withoutId);
    settle();
  }

  private void settle() {
    Optional<FutureTask<Taken>> storing = underWay;
    underWay = Optional.empty();
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

  private record Taken(List<Candidate> batch, List<Candidate.Outcome> outcomes) {}

  private void count(Taken taken) {
    for (int i = 0; i < taken.batch().size(); i++) {
      Candidate candidate = taken.batch().get(i);
      switch (taken.outcomes().get(i)) {
        case Candidate.Outcome.Adopted adopted -> summary.adopted(candidate);
        case Candidate.Outcome.Unchanged unchanged -> summary.unchanged();
        case Candidate.Outcome.Conflict(String reason) ->
            report.accept(summary.conflict(shown(candidate.account()), reason));
      }
    }
  }
}
