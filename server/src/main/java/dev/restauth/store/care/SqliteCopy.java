package dev.restauth.store.care;

import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.core.DB.ProgressObserver;

/** Copies a database page by page, with SQLite's online backup. */
final class SqliteCopy {
  private static final int PAGES_A_STEP = 100;
  private static final int BUSY_PAUSE_MILLIS = 100;
  private static final int BUSY_PAUSES = 50;

  private SqliteCopy() {}

  /**
   * Copies the snapshot of {@code source} into an empty file.
   *
   * @param source a connection with an open read transaction, so that all steps read one snapshot.
   *     Without the transaction, each step would read a new snapshot, and the copy would start
   *     again after each write of another connection. Under continuous writes it would never finish
   */
  static void copy(Connection source, Path target, Progress progress) throws SQLException {
    ProgressAdapter adapter = new ProgressAdapter(progress);
    int code =
        source
            .unwrap(SQLiteConnection.class)
            .getDatabase()
            .backup(
                "main", target.toString(), adapter, BUSY_PAUSE_MILLIS, BUSY_PAUSES, PAGES_A_STEP);
    adapter.rethrow();
    if (code != SQLiteErrorCode.SQLITE_OK.code) {
      SQLiteErrorCode error = SQLiteErrorCode.getErrorCode(code);
      throw new SQLiteException(error.message, error);
    }
  }

  /**
   * Observer that defers exceptions. An exception must not pass through the native loop, so it is
   * thrown after the loop.
   */
  private static final class ProgressAdapter implements ProgressObserver {
    private final Progress progress;
    private Optional<Throwable> thrown = Optional.empty();

    ProgressAdapter(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void progress(int remaining, int pages) {
      if (thrown.isPresent()) {
        return;
      }
      try {
        progress.advanced("copying", (long) pages - remaining, pages);
      } catch (RuntimeException | Error e) {
        thrown = Optional.of(e);
      }
    }

    void rethrow() {
      switch (thrown.orElse(null)) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> {}
      }
    }
  }
}
