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

/** Copies a database page by page through SQLite's online backup. */
final class SqliteCopy {
  private static final int PAGES_A_STEP = 100;
  private static final int BUSY_PAUSE_MILLIS = 100;
  private static final int BUSY_PAUSES = 50;

  private SqliteCopy() {}

  /**
   * Copies what {@code source} sees into an empty file.
   *
   * @param source with a read transaction open; all steps then read its snapshot. Without one each
   *     step would take a new snapshot and begin again whenever somebody had written in between, for
   *     ever under a steady stream of writes.
   */
  static void copy(Connection source, Path target, Progress progress) throws SQLException {
    Heard heard = new Heard(progress);
    int code =
        source
            .unwrap(SQLiteConnection.class)
            .getDatabase()
            .backup("main", target.toString(), heard, BUSY_PAUSE_MILLIS, BUSY_PAUSES, PAGES_A_STEP);
    heard.rethrow();
    if (code != SQLiteErrorCode.SQLITE_OK.code) {
      SQLiteErrorCode error = SQLiteErrorCode.getErrorCode(code);
      throw new SQLiteException(error.message, error);
    }
  }

  /** An exception must not fly through the native loop: it waits until that has come to its end. */
  private static final class Heard implements ProgressObserver {
    private final Progress progress;
    private Optional<Throwable> thrown = Optional.empty();

    Heard(Progress progress) {
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
