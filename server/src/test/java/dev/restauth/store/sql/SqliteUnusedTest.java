package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of erased rows in unused parts of a SQLite file, and their removal. */
class SqliteUnusedTest {
  private static final int ACCOUNTS = 8_000;

  @TempDir Path folder;

  @Test
  void nothingOfErasedRowsRemains() throws Exception {
    Path file = folder.resolve("db.sqlite");
    fill(file, "ON");
    assertThat(left(file))
        .as("SQLite leaves some; otherwise this class is not needed")
        .isPositive();
    List<String> before = content(file);

    assertThat(SqliteUnused.erase(file)).isTrue();

    assertThat(left(file)).isZero();
    assertThat(content(file)).isEqualTo(before);
  }

  /** Earlier versions did not overwrite pages that became unused. */
  @Test
  void freePagesAreErasedToo() throws Exception {
    Path file = folder.resolve("db.sqlite");
    fill(file, "FAST");
    List<String> before = content(file);

    assertThat(SqliteUnused.erase(file)).isTrue();

    assertThat(left(file)).isZero();
    assertThat(content(file)).isEqualTo(before);
  }

  @Test
  void whatIsNoDatabaseStays() throws Exception {
    Path file = folder.resolve("other");
    byte[] bytes = new byte[8192];
    new Random(1).nextBytes(bytes);
    bytes[16] = 0x10;
    bytes[17] = 0;
    Files.write(file, bytes);
    assertThat(SqliteUnused.erase(file)).isFalse();
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(SqliteUnused.erase(Files.write(file, new byte[10]))).isFalse();
  }

  private static void fill(Path file, String secureDelete) throws SQLException {
    new SqliteDatabase(file, InstantSource.system()).open().close();
    Random random = new Random(1);
    try (Connection connection = new SqliteDatabase(file, InstantSource.system()).connect(false);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA secure_delete = " + secureDelete);
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO account (username, password_hash, generation, state, created_at)"
                      + " VALUES (?, ?, 1, 'active', 0)");
          PreparedStatement address =
              connection.prepareStatement("UPDATE account SET email = ? WHERE id = ?")) {
        for (int i = 1; i <= ACCOUNTS; i++) {
          insert.setString(1, Integer.toHexString(random.nextInt()) + "-name-of-somebody-" + i);
          insert.setString(2, "x".repeat(97));
          insert.execute();
          address.setString(1, "name-of-somebody-" + i + "@example.com");
          address.setInt(2, 1 + random.nextInt(i));
          address.execute();
        }
      }
      statement.execute("UPDATE account SET username = ':' || id, email = NULL WHERE id % 3 > 0");
      statement.execute("DELETE FROM account WHERE id % 3 > 0 AND id > " + ACCOUNTS / 2);
      statement.execute("UPDATE account SET username = ':' || id, email = NULL");
      connection.commit();
      connection.setAutoCommit(true);
      SqliteOpening.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private static int left(Path file) throws Exception {
    String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return bytes.split("name-of-somebody-", -1).length - 1;
  }

  private static List<String> content(Path file) throws SQLException {
    try (Connection connection = SqliteOpening.existing(file)) {
      List<String> rows = SqliteOpening.texts(connection, "PRAGMA integrity_check");
      assertThat(rows).containsExactly("ok");
      rows.addAll(
          SqliteOpening.texts(
              connection,
              "SELECT id || '/' || username || '/' || length(password_hash) FROM account ORDER BY id"));
      rows.addAll(
          SqliteOpening.texts(connection, "SELECT username FROM account ORDER BY username"));
      return rows;
    }
  }
}
