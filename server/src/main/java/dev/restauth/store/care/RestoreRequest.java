package dev.restauth.store.care;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.SqliteOpening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Request for a restore, with the checks that can be made without writing. */
record RestoreRequest(Path database, Path backup, Path restoring) {
  void refuseImpossible(boolean overwrite) {
    if (!Files.exists(backup)) {
      throw refused("there is no such file");
    }
    if (!Files.isRegularFile(backup)) {
      throw refused("it is not a file");
    }
    try {
      if (Files.exists(database) && Files.isSameFile(backup, database)) {
        throw refused("it is the database itself");
      }
      if (Files.exists(restoring) && Files.isSameFile(backup, restoring)) {
        throw refused("it is left over from an unfinished restore; name the backup itself");
      }
      refuseOtherFormat();
      if (!overwrite && Files.exists(database) && Files.size(database) > 0) {
        throw refused(
            "there is a database at "
                + database
                + " already; with --force it is replaced, and saved under another name");
      }
    } catch (IOException e) {
      throw refused(SqliteOpening.reason(e));
    }
  }

  private void refuseOtherFormat() throws IOException {
    if (Files.size(backup) == 0) {
      throw refused("it is empty");
    }
    if (!SqliteHeader.isIn(backup)) {
      throw refused("it is not a SQLite database");
    }
  }

  private StoreRefusedException refused(String reason) {
    return new StoreRefusedException("cannot restore " + backup + ": " + reason);
  }
}
