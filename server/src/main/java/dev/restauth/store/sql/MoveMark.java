package dev.restauth.store.sql;

import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Property that marks a database as an incomplete copy of another database. Its value is the epoch
 * of the source. A database with this property may lack rows, so only a move opens it.
 */
public final class MoveMark {
  public static final String PROPERTY = "migrating_from";

  public static final String FINDING =
      "it is the unfinished copy of another database: run restauth migrate-database again with the same"
          + " FROM and TO";

  private MoveMark() {}

  /** Returns the epoch of the source; empty if the database is not an incomplete copy. */
  public static Optional<String> of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT value FROM property WHERE name = '" + PROPERTY + "'")) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  /**
   * Refuses a database that is an incomplete copy.
   *
   * @throws StoreRefusedException if the database is an incomplete copy
   */
  public static void refuse(Database database, Connection connection) throws SQLException {
    if (of(connection).isPresent()) {
      throw new StoreRefusedException("cannot open " + database + ": " + FINDING);
    }
  }

  public static void set(Connection connection, String epoch) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO property (name, value) VALUES (?, ?)")) {
      statement.setString(1, PROPERTY);
      statement.setString(2, epoch);
      statement.executeUpdate();
    }
  }

  public static void remove(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM property WHERE name = '" + PROPERTY + "'");
    }
  }
}
