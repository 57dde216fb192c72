package dev.restauth.care;

import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.DatabaseMove;
import dev.restauth.store.DatabaseMove.Outcome;
import dev.restauth.store.DatabaseMove.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The operation {@code restauth migrate-database}, which moves one database to another. */
final class MoveOperation implements Operations.Operation {
  static final String NAME = "migrate-database";

  private final DatabaseMove move;

  MoveOperation(DatabaseMove move) {
    this.move = move;
  }

  @Override
  public Reply perform(Request request, Progress progress) {
    boolean verifyOnly = request.find("verify_only").isPresent();
    Outcome outcome = verifyOnly ? move.compare(progress) : move.move(progress);
    return switch (outcome) {
      case Outcome.Identical identical -> done(identical, verifyOnly);
      case Outcome.Different(List<String> findings) ->
          new Reply.Failed(String.join("\n", findings) + "\n" + verdict(verifyOnly));
    };
  }

  private static String verdict(boolean verifyOnly) {
    return verifyOnly
        ? "the databases differ"
        : "the copy differs and cannot be opened: run the command again";
  }

  private static Reply done(Outcome.Identical identical, boolean verifyOnly) {
    List<Facts> tables = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Table table : identical.tables()) {
      tables.add(
          Facts.NONE
              .with("name", table.name())
              .with("rows", table.rows())
              .with("sha256", table.sha256()));
      notes.add(
          String.format(
              Locale.ROOT, "%-15s %,13d  %s", table.name(), table.rows(), table.sha256()));
    }
    notes.add(
        String.format(
            Locale.ROOT,
            verifyOnly
                ? "Both databases have the same %,d rows, each compared byte by byte."
                : "Moved %,d rows; all were read again and compared byte by byte.",
            identical.rows()));
    return new Reply.Done(
        Facts.NONE.with("rows", identical.rows()).withEach("tables", tables).with("equal", true),
        notes);
  }
}
