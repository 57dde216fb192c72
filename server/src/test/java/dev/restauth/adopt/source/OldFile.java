package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The SQLite file of an old application, and that application's own connections. */
record OldFile(Path path) {
  static final String TABLE =
      "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, username VARCHAR(32),"
          + " password_hash VARCHAR(128))";

  /** Creates a file with the given statements. */
  static OldFile with(Path folder, String... statements) throws SQLException {
    OldFile file = new OldFile(folder.resolve("old.sqlite"));
    file.run(statements);
    return file;
  }

  /** Returns a copy of a file that REST-auth v0.3 wrote. */
  static OldFile recorded(Path folder, String name) {
    Path copy = folder.resolve(name);
    try (InputStream in =
        Objects.requireNonNull(OldFile.class.getResourceAsStream("/dev/restauth/adopt/" + name))) {
      Files.copy(in, copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new OldFile(copy);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + path);
  }

  void run(String... statements) throws SQLException {
    try (Connection connection = connect()) {
      run(connection, statements);
    }
  }

  static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /** Inserts users with ids from 1 in one transaction. */
  static void fill(Connection connection, int users) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO users VALUES (?, ?, ?)")) {
      for (int i = 1; i <= users; i++) {
        insert.setLong(1, i);
        insert.setString(2, "user " + i);
        insert.setString(3, "$2b$12$" + "x".repeat(53));
        insert.addBatch();
      }
      int[] _ = insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  LegacyDatabase database() {
    return at(path.toString());
  }

  static LegacyDatabase at(String place) {
    return LegacyDatabase.at(place, Optional.empty(), Optional.empty(), Optional.empty());
  }

  Collected read(String query) {
    return Collected.of(new SqlSource(database(), new UserQuery(query)));
  }

  /** Returns the names of all files in the folder. */
  List<String> beside() throws IOException {
    try (Stream<Path> files = Files.list(path.getParent())) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
