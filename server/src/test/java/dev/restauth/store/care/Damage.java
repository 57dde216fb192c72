package dev.restauth.store.care;

import dev.restauth.store.sql.SqliteOpening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;

/** Real damage to a database file that no process has open. */
final class Damage {
  private static final int PAGE = 4096;

  private Damage() {}

  /** Overwrites the root page of the user name index with random bytes. The table stays intact. */
  static void overwriteTheIndexOfNames(Path database) throws SQLException, IOException {
    overwrite(database, root(database, "sqlite_autoindex_account_1"));
  }

  /** Makes the account table unreadable. */
  static void overwriteTheAccounts(Path database) throws SQLException, IOException {
    overwrite(database, root(database, "account"));
  }

  /** Overwrites the header, so that the file is no longer a database. */
  static void overwriteTheHeader(Path database) throws IOException {
    overwrite(database, 1);
  }

  private static long root(Path database, String name) throws SQLException {
    try (Connection connection = SqliteOpening.unchanged(database)) {
      return SqliteOpening.number(
          connection, "SELECT rootpage FROM sqlite_schema WHERE name = '" + name + "'");
    }
  }

  private static void overwrite(Path database, long page) throws IOException {
    byte[] noise = new byte[PAGE];
    for (int i = 0; i < PAGE; i++) {
      noise[i] = (byte) (i * 31 + 17);
    }
    try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(noise), (page - 1) * PAGE);
    }
  }
}
