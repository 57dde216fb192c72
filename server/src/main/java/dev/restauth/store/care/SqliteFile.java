package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.SqlTransaction;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteOpening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * SQLite database as a file.
 *
 * @param database the database file, which need not exist yet
 * @param design the schema of this program
 * @param clock the time source of the database, and of the date in the name of a replaced database
 */
public record SqliteFile(Path database, SchemaDefinition design, InstantSource clock)
    implements DatabaseFile {
  /** Makes the path absolute. */
  public SqliteFile {
    database = database.toAbsolutePath();
  }

  @Override
  public boolean exists() {
    try {
      return Files.exists(database) && Files.size(database) > 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public Backup backup(Path target, Progress progress) {
    return new SqliteBackup(database).run(target.toAbsolutePath(), progress);
  }

  @Override
  public Restored restore(
      Path backup, boolean overwrite, Consumer<Store> examine, Progress progress) {
    return new SqliteRestore(database, design, clock)
        .run(backup.toAbsolutePath(), overwrite, examine, progress);
  }

  @Override
  public <T> T reading(Function<Transaction, T> work) {
    try (Connection connection = SqliteOpening.unchanged(database);
        Sql sql = new Sql(connection)) {
      return work.apply(
          new SqlTransaction(sql, new SqliteDatabase(database, design, clock), connection));
    } catch (SQLException e) {
      throw unreadable(e);
    } catch (SqlFailure e) {
      throw unreadable(e.sqlException());
    }
  }

  private StoreUnavailableException unreadable(SQLException e) {
    return new StoreUnavailableException(
        "cannot read " + database + ": " + SqliteOpening.reason(e), e);
  }

  @Override
  public List<String> check(Progress progress) {
    return new SqliteCheck(database, design).run(progress);
  }
}
