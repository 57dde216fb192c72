package dev.restauth.adopt;

import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.adopt.source.AccountSource;
import dev.restauth.adopt.source.UnreadableSource;
import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.job.Progress;
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

/** {@code restauth adopt …}: brings the accounts of another system in. */
final class Adoption implements Operations.Source {
  /** Its name. */
  static final String NAME = "adopt";

  private static final int NAME_AT_MOST = 100;

  private static final System.Logger LOG = System.getLogger(Adoption.class.getName());

  private final Store store;
  private final Supplier<Store> scratch;
  private final StoredSecrets secrets;
  private final TokenAcceptances tokens;
  private final BooleanSupplier wrapping;
  private final InstantSource clock;

  /**
   * Into {@code store}.
   *
   * @param scratch opens an empty store that is thrown away when it is closed, to try things out
   * @param wrapping whether this process wraps weak hashes
   */
  Adoption(
      Store store,
      Supplier<Store> scratch,
      StoredSecrets secrets,
      TokenAcceptances tokens,
      BooleanSupplier wrapping,
      InstantSource clock) {
    this.wrapping = wrapping;
    this.store = store;
    this.scratch = scratch;
    this.secrets = secrets;
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
      Optional<String> complaint = tokens.complaint(request);
      if (complaint.isPresent()) {
        return new Reply.Failed(complaint.get());
      }
      SourceChoice choice = SourceChoice.of(request, clock);
      try (SkippedReport lines = SkippedReport.to(report)) {
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
    ImportSummary summary = new ImportSummary();
    Taking taking =
        destination ->
            read(
                choice.source(),
                new Importer(destination, secrets, choice.format(), pepper, summary, report::line),
                progress);
    if (dryRun) {
      try (Store thrownAway = scratch.get()) {
        Optional<Long> known = store.reading(tx -> new AdoptedSourceRows(tx).find(name));
        taking.to(new ImportTarget.Trial(store, known, real(thrownAway, name)));
      }
      return reply(summary, true, report, List.of());
    }
    ImportTarget.Real destination = real(store, name);
    List<String> accepted = tokens.accept(request, destination.sourceId());
    keepIdsFree(choice.source().highestId());
    try {
      taking.to(destination);
    } catch (UnreadableSource e) {
      throw new UnreadableSource(e.getMessage() + summary.before() + told(accepted));
    } finally {
      // Also of a source that broke half-way: what was taken counts.
      LOG.log(Level.INFO, "an operator: {0} accounts adopted from {1}", summary.adopted(), name);
      tellOthers(destination.sourceId());
    }
    return reply(summary, false, report, accepted);
  }

  /** Where it fails, they find out when they count again, or start. */
  private void tellOthers(long sourceId) {
    try {
      store.inTransaction(
          tx -> {
            new AdoptedSourceRows(tx).brought(sourceId);
            return true;
          });
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "other servers have not been told", e); // the store tells why
    }
  }

  /** Who registers meanwhile must not get an id that an account will bring along. */
  private void keepIdsFree(long highest) {
    if (highest > 0) {
      store.inTransaction(
          tx -> {
            new AdoptedAccountRows(tx).startIdsAbove(highest);
            return true;
          });
    }
  }

  private static String told(List<String> accepted) {
    return accepted.stream().map(line -> "; " + line).collect(Collectors.joining());
  }

  /** Takes the accounts somewhere. */
  private interface Taking {
    void to(ImportTarget destination);
  }

  private ImportTarget.Real real(Store into, String name) {
    long id = into.inTransaction(tx -> new AdoptedSourceRows(tx).idOf(name, clock.instant()));
    return new ImportTarget.Real(into, secrets, id, clock.instant());
  }

  /** Also what came before the source broke is taken. */
  private static void read(AccountSource source, Importer importer, Progress progress) {
    try {
      source.read(importer, progress);
    } finally {
      importer.finish();
    }
  }

  private Reply reply(
      ImportSummary summary, boolean dryRun, SkippedReport report, List<String> more) {
    List<String> notes = new ArrayList<>(summary.notes(dryRun, report.wanted()));
    if (summary.weak() > 0 && !dryRun) {
      notes.add(
          wrapping.getAsBoolean()
              ? "this server wraps the weak hashes among them in Argon2id in the background"
              : "a server wraps the weak hashes among them in Argon2id: start one, unless one"
                  + " runs");
    }
    notes.addAll(more);
    Facts facts = summary.facts().with("dry_run", dryRun);
    return new Reply.Done(facts, notes);
  }
}
