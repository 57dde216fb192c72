package dev.restauth.store.care;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.SqliteOpening;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What can be told of a restore before anything is written. */
record RestoreRequest(Path database, Path backup, Path restoring) {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

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
        throw refused("it is what an unfinished restore left; give the backup itself");
      }
      refuseOtherForm();
      if (!overwrite && Files.exists(database) && Files.size(database) > 0) {
        throw refused(
            "there is a database at "
                + database
                + " already; with --force it is replaced, and kept under another name");
      }
    } catch (IOException e) {
      throw refused(SqliteOpening.reason(e));
    }
  }

  private void refuseOtherForm() throws IOException {
    try (InputStream bytes = Files.newInputStream(backup)) {
      byte[] start = bytes.readNBytes(MAGIC.length);
      if (start.length == 0) {
        throw refused("it is empty");
      }
      if (!Arrays.equals(start, MAGIC)) {
        throw refused("it is not a SQLite database");
      }
    }
  }

  private StoreRefusedException refused(String reason) {
    return new StoreRefusedException("cannot restore " + backup + ": " + reason);
  }
}
