package dev.restauth.adopt.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;

/** PostgreSQL and any other database with a JDBC driver, in read-only sessions. */
final class JdbcEngine implements Engine {
  private static final int MILLIS_A_SECOND = 1_000;
  private static final int CONNECT_SECONDS_FOR_ALL = 10;
  private static final int PASSWORD_BYTES_AT_MOST = 4_096;

  private final JdbcUrl place;
  private final Optional<String> user;
  private final Optional<Path> passwordFile;
  private final Drivers drivers;
  private Optional<Driver> driver = Optional.empty();

  JdbcEngine(
      JdbcUrl place, Optional<String> user, Optional<Path> passwordFile, Optional<Path> jar) {
    this.place = place;
    this.user = user;
    this.passwordFile = passwordFile;
    this.drivers = new Drivers(jar);
  }

  @Override
  public Access connect(Purpose purpose) throws SQLException {
    Properties properties = properties(purpose);
    Connection connection = driver().connect(place.url(), properties);
    if (connection == null) {
      throw new UnreadableDatabase(place() + ": its driver does not accept this URL");
    }
    Access access = new Access(connection, () -> false);
    try {
      prepare(connection, purpose);
      return access;
    } catch (SQLException | RuntimeException | Error e) {
      access.close();
      throw e;
    }
  }

  private synchronized Driver driver() {
    Driver found = driver.isPresent() ? driver.get() : drivers.forUrl(place);
    driver = Optional.of(found);
    return found;
  }

  private static void prepare(Connection connection, Purpose purpose) throws SQLException {
    connection.setReadOnly(true);
    if (purpose == Purpose.ONE) {
      try {
        connection.setNetworkTimeout(Runnable::run, UserLookups.WAITING_SECONDS * MILLIS_A_SECOND);
      } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
        // The driver does not support this limit. Only the caller's time-out applies then.
      }
    }
  }

  /**
   * Returns the properties of a connection. Reads the password file each time, because the password
   * may have changed.
   */
  private Properties properties(Purpose purpose) {
    Properties properties = new Properties();
    if (place.isOf("postgresql")) {
      String seconds =
          String.valueOf(
              purpose == Purpose.ONE ? UserLookups.WAITING_SECONDS : CONNECT_SECONDS_FOR_ALL);
      properties.setProperty("connectTimeout", seconds);
      properties.setProperty("loginTimeout", seconds);
      properties.setProperty("ApplicationName", "REST-auth");
      properties.setProperty("readOnlyMode", "always"); // from the first statement on
      properties.setProperty("prepareThreshold", "0"); // prepared plans fail after ALTER TABLE
      properties.setProperty("maxResultBuffer", "64M"); // per fetch; by default, there is no limit
    }
    if (place.isOf("mysql")) {
      properties.setProperty("useCursorFetch", "true"); // by default, all rows are in memory
    }
    properties.putAll(place.options());
    user.ifPresent(name -> properties.setProperty("user", name));
    password().ifPresent(password -> properties.setProperty("password", password));
    return properties;
  }

  private Optional<String> password() {
    if (passwordFile.isEmpty()) {
      return Optional.empty();
    }
    Path file = passwordFile.get();
    try (var in = Files.newInputStream(file)) {
      String text =
          new String(
              in.readNBytes(PASSWORD_BYTES_AT_MOST), java.nio.charset.StandardCharsets.UTF_8);
      return Optional.of(text.lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new UnreadableDatabase(file + ": the file with the password cannot be read");
    }
  }

  @Override
  public boolean reusesConnections() {
    return true;
  }

  /** Begins a transaction with the isolation level REPEATABLE READ, if the database supports it. */
  @Override
  public String beginSnapshot(Connection connection, UserQuery query) throws SQLException {
    int level = Connection.TRANSACTION_REPEATABLE_READ;
    if (connection.getMetaData().supportsTransactionIsolationLevel(level)) {
      connection.setTransactionIsolation(level);
    }
    connection.setAutoCommit(false);
    return query.asTable();
  }

  @Override
  public void limitDuration(Statement statement) throws SQLException {
    try {
      statement.setQueryTimeout(UserLookups.WAITING_SECONDS);
    } catch (SQLFeatureNotSupportedException e) {
      // The driver does not support this limit. Only the caller's time-out applies then.
    }
  }

  /**
   * Describes the problem by the class of the SQLSTATE if possible. A driver's message may contain
   * the user name or the password.
   */
  @Override
  public String explain(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (String.valueOf(e.getMessage()).contains("maxResultBuffer")) {
      return place()
          + ": it holds values that are too large; exclude those users with WHERE length(…) < 1000";
    }
    return place()
        + ": "
        + switch (state.length() < 2 ? "" : state.substring(0, 2)) {
          case "08" -> "it cannot be reached, or the connection broke" + driverMessage(e);
          case "28" -> "it does not accept the user name or the password";
          case "3D" -> "there is no database of that name";
          case "57" -> "it ended the connection or the query" + driverMessage(e);
          default -> "it answers with an error" + driverMessage(e);
        };
  }

  private String driverMessage(SQLException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    boolean secret =
        place.isRevealedBy(line) || contains(line, user) || contains(line, passwordOrNone());
    String code = e.getSQLState() == null ? "" : " [" + e.getSQLState() + "]";
    return line.isEmpty() || secret ? code : ": " + line + code;
  }

  private Optional<String> passwordOrNone() {
    try {
      return password();
    } catch (UnreadableDatabase e) {
      return Optional.empty();
    }
  }

  private static boolean contains(String line, Optional<String> secret) {
    return secret.filter(text -> !text.isEmpty() && line.contains(text)).isPresent();
  }

  @Override
  public String place() {
    return place.shown();
  }
}
