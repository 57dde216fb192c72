package dev.restauth.adopt;

import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.RetiredNames;
import dev.restauth.adopt.source.AccountSource;
import dev.restauth.adopt.source.UnreadableSource;
import dev.restauth.factor.ImportedFactors;
import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.passkey.ImportedPasskeys;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The operation of {@code restauth adopt}, which imports the accounts of another system. */
final class Adoption implements Operations.Source {
  static final String NAME = "adopt";

  private static final int NAME_AT_MOST = 100;

  private static final System.Logger LOG = System.getLogger(Adoption.class.getName());

  private final Store store;
  private final RetiredNames names;
  private final Supplier<Store> scratch;
  private final StoredSecrets secrets;
  private final ImportedFactors factors;
  private final ImportedPasskeys passkeys;
  private final TokenAcceptances tokens;
  private final BooleanSupplier wrapsWeakHashes;
  private final InstantSource clock;

  /**
   * Creates the operation, which imports into {@code store}.
   *
   * @param scratch opens an empty store for a dry run; the store is deleted when it is closed
   * @param wrapsWeakHashes whether this process wraps weak hashes
   */
  Adoption(
      Store store,
      RetiredNames names,
      Supplier<Store> scratch,
      StoredSecrets secrets,
      ImportedFactors factors,
      ImportedPasskeys passkeys,
      TokenAcceptances tokens,
      BooleanSupplier wrapsWeakHashes,
      InstantSource clock) {
    this.wrapsWeakHashes = wrapsWeakHashes;
    this.store = store;
    this.names = names;
    this.scratch = scratch;
    this.secrets = secrets;
    this.factors = factors;
    this.passkeys = passkeys;
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public void declare(Operations operations) {
    operations.add(NAME, this::adopt);
  }

  private Reply adopt(Request request, Progress progress) {
    Optional<Path> report = request.findPath("report");
    try {
      Optional<String> problem = tokens.problem(request);
      if (problem.isPresent()) {
        return new Reply.Failed(problem.get());
      }
      SourceChoice choice = SourceChoice.of(request, clock);
      try (SkippedReport lines = SkippedReport.create(report)) {
        return adopt(request, choice, lines, progress);
      }
    } catch (FileAlreadyExistsException e) {
      return new Reply.Failed(report.orElseThrow() + " exists; nothing is overwritten");
    } catch (IOException e) {
      return new Reply.Failed("the report cannot be written: " + e.getMessage());
    } catch (UncheckedIOException | UnreadableSource | IllegalArgumentException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Reply adopt(
      Request request, SourceChoice choice, SkippedReport report, Progress progress) {
    String name = request.find("name").orElse(request.argument("source"));
    if (name.isBlank() || name.length() > NAME_AT_MOST) {
      return new Reply.Failed("the name of a source has 1 to " + NAME_AT_MOST + " characters");
    }
    Optional<byte[]> pepper = request.findBytes("pepper");
    boolean dryRun = request.find("dry_run").isPresent();
    names.prepareIfUsed(store);
    ImportSummary summary = new ImportSummary();
    ImportRun run =
        target ->
            read(
                choice.source(),
                new Importer(
                    target,
                    secrets,
                    choice.format(),
                    pepper,
                    new PasskeyChoice(passkeys, request.find("passkey_domain")),
                    choice.dropsFactors(),
                    summary,
                    report::write),
                progress);
    if (dryRun) {
      try (Store temporary = scratch.get()) {
        Optional<Long> sourceId = store.reading(tx -> new AdoptedSourceRows(tx).find(name));
        run.into(new ImportTarget.Trial(store, sourceId, realTarget(temporary, name)));
      }
      return reply(summary, choice, true, report, List.of());
    }
    ImportTarget.Real target = realTarget(store, name);
    List<String> accepted = tokens.accept(request, target.sourceId());
    reserveIds(choice.source().highestId());
    try {
      run.into(target);
    } catch (UnreadableSource e) {
      throw new UnreadableSource(e.getMessage() + summary.adoptedSoFar() + suffix(accepted));
    } finally {
      // The change is announced even if reading the source failed, because the accounts that were
      // imported before the failure remain.
      LOG.log(Level.INFO, "an operator: {0} accounts adopted from {1}", summary.adopted(), name);
      announceImport(target.sourceId());
    }
    return reply(summary, choice, false, report, accepted);
  }

  /**
   * Announces the import to the other servers. If the announcement fails, the other servers notice
   * the new accounts when they next count the accounts, or at their next start.
   */
  private void announceImport(long sourceId) {
    try {
      store.inTransaction(
          tx -> {
            new AdoptedSourceRows(tx).announceImport(sourceId);
            return true;
          });
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "other servers were not notified", e); // the store logs the reason
    }
  }

  /** Ensures that no account registered during the import gets the id of an imported account. */
  private void reserveIds(long highest) {
    if (highest > 0) {
      store.inTransaction(
          tx -> {
            new AdoptedAccountRows(tx).startIdsAbove(highest);
            return true;
          });
    }
  }

  private static String suffix(List<String> accepted) {
    return accepted.stream().map(line -> "; " + line).collect(Collectors.joining());
  }

  /** Imports the accounts of a source into a target. */
  private interface ImportRun {
    void into(ImportTarget target);
  }

  private ImportTarget.Real realTarget(Store into, String name) {
    long id = into.inTransaction(tx -> new AdoptedSourceRows(tx).findOrAdd(name, clock.instant()));
    return new ImportTarget.Real(into, names, secrets, factors, passkeys, id, clock.instant());
  }

  /**
   * Reads the source. If reading fails, the accounts that were read before the failure are still
   * imported.
   */
  private static void read(AccountSource source, Importer importer, Progress progress) {
    try {
      source.read(importer, progress);
    } finally {
      importer.finish();
    }
  }

  private Reply reply(
      ImportSummary summary,
      SourceChoice choice,
      boolean dryRun,
      SkippedReport report,
      List<String> more) {
    List<String> notes = new ArrayList<>(summary.notes(dryRun, report.isRequested()));
    if (summary.adopted() > 0 && !summary.sawFactors() && choice.mayHideFactors()) {
      notes.add(
          "the source names no second factors: if users have some there, the password alone opens"
              + " their accounts here");
    }
    if (summary.weak() > 0 && !dryRun) {
      notes.add(
          wrapsWeakHashes.getAsBoolean()
              ? "this server wraps the weak hashes among them in Argon2id in the background"
              : "a server wraps the weak hashes among them in Argon2id: start one, unless one"
                  + " runs");
    }
    notes.addAll(more);
    Facts facts = summary.facts().with("dry_run", dryRun);
    return new Reply.Done(facts, notes);
  }
}
