package dev.restauth.care;

import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.CheckedDatabase;
import dev.restauth.store.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The operation {@code restauth check}. */
final class CheckOperation implements Operations.Source {
  private final CheckedDatabase database;
  private final Runnable confirmInPlace;
  private final Supplier<List<String>> keyFindings;
  private final Function<Snapshots, List<String>> notes;

  /**
   * Creates the operation for a database.
   *
   * @param confirmInPlace throws an exception if the database is not the one that this process has
   *     open
   * @param keyFindings checks whether the master key decrypts every key; returns the problems found
   * @param notes returns notes for the operator, which the check shows if it finds no errors
   */
  CheckOperation(
      CheckedDatabase database,
      Runnable confirmInPlace,
      Supplier<List<String>> keyFindings,
      Function<Snapshots, List<String>> notes) {
    this.database = database;
    this.confirmInPlace = confirmInPlace;
    this.keyFindings = keyFindings;
    this.notes = notes;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("check", this::check);
  }

  private Reply check(Request request, Progress progress) {
    confirmInPlace.run();
    List<String> findings = new ArrayList<>(database.check(progress));
    if (findings.isEmpty()) {
      progress.advanced("checking the keys", 0, 0);
      findings.addAll(keyFindings.get());
    }
    if (!findings.isEmpty()) {
      return new Reply.Failed(String.join("\n", findings));
    }
    List<String> lines = new ArrayList<>();
    lines.add("The database is sound, its schema is right, and the master key opens every key.");
    lines.addAll(notes.apply(database));
    return Reply.done(Facts.NONE.with("sound", true), lines.toArray(String[]::new));
  }
}
