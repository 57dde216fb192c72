package dev.restauth.store.sql;

import dev.restauth.store.DatabaseFile;
import dev.restauth.store.Progress;
import dev.restauth.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * A SQLite database as a file.
 *
 * @param database the database file, which need not be there yet
 * @param clock dates the name under which a replaced database is kept
 */
public record SqliteFile(Path database, InstantSource clock) implements DatabaseFile {
  /** Makes the path absolute. */
  public SqliteFile {
    database = database.toAbsolutePath();
  }

  @Override
  public Backup backup(Path target, Progress progress) {
    return new SqliteBackup(database).run(target.toAbsolutePath(), progress);
  }

  @Override
  public Restored restore(
      Path backup, boolean overwrite, Consumer<Store> examine, Progress progress) {
    return new SqliteRestore(database, clock)
        .run(backup.toAbsolutePath(), overwrite, examine, progress);
  }

  @Override
  public List<String> check(Progress progress) {
    return new SqliteCheck(database).run(progress);
  }
}
