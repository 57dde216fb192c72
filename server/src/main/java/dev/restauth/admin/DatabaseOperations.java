package dev.restauth.admin;

import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code restauth backup} and {@code restauth check}. */
public final class DatabaseOperations implements Operations.Source {
  private final DatabaseFile database;
  private final Runnable confirmInPlace;
  private final Supplier<List<String>> keyFindings;

  /**
   * Operations on this.
   *
   * @param confirmInPlace throws where the file is not the database that this process has open
   * @param keyFindings finds out whether the master key opens every key; what it returns is wrong
   */
  public DatabaseOperations(
      DatabaseFile database, Runnable confirmInPlace, Supplier<List<String>> keyFindings) {
    this.database = database;
    this.confirmInPlace = confirmInPlace;
    this.keyFindings = keyFindings;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("backup", this::backup).add("check", this::check);
  }

  private Reply backup(Request request, Progress progress) {
    confirmInPlace.run();
    Path file = Path.of(request.argument("file"));
    DatabaseFile.Backup made = database.backup(file, progress);
    return Reply.done(
        Facts.NONE
            .with("file", file.toString())
            .with("bytes", made.bytes())
            .with("accounts", made.accounts())
            .with("contains_master_key", false),
        String.format(
            Locale.ROOT,
            "%s: %s, %,d bytes, on disk",
            file,
            counted(made.accounts()),
            made.bytes()),
        "The master key is not in it. Keep that in another place: without it the backup is of no use.");
  }

  static String counted(long accounts) {
    return accounts == 1 ? "1 account" : String.format(Locale.ROOT, "%,d accounts", accounts);
  }

  private Reply check(Request request, Progress progress) {
    confirmInPlace.run();
    List<String> findings = new ArrayList<>(database.check(progress));
    if (findings.isEmpty()) {
      progress.advanced("opening the keys", 0, 0);
      findings.addAll(keyFindings.get());
    }
    if (!findings.isEmpty()) {
      return new Reply.Failed(String.join("\n", findings));
    }
    return Reply.done(
        Facts.NONE.with("sound", true),
        "The database is sound, its schema is right, and the master key opens every key.");
  }
}
