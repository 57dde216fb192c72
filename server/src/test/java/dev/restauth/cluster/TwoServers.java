package dev.restauth.cluster;

import static dev.restauth.Eventually.eventually;

import dev.restauth.CutProxy;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Two servers, {@code one} and {@code other}, that share a PostgreSQL. The other server connects
 * through a proxy that can cut the connection.
 */
final class TwoServers implements AutoCloseable {
  final TestServer one;
  final TestServer other;
  final CutProxy proxy;
  private final Path folder;
  private final String url;
  private final Map<String, String> settings;

  TwoServers(Path folder, Map<String, String> more) throws IOException, SQLException {
    this.folder = folder;
    this.url = TestDatabase.postgresUrl();
    this.settings = new HashMap<>(TestServer.sharing(folder, url));
    settings.putAll(more);
    this.proxy = CutProxy.before(url);
    this.one = TestServer.start(folder, InstantSource.system(), settings);
    Map<String, String> throughProxy = new HashMap<>(settings);
    throughProxy.put("database", proxy.through(url));
    this.other = TestServer.start(folder, InstantSource.system(), throughProxy);
  }

  /** Runs an operator command like a separate process. */
  Reply operate(String operation, Map<String, String> arguments) {
    return TestServer.operate(folder, settings, operation, arguments);
  }

  /** Changes the database directly. */
  void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      sql(connection, statements);
    }
  }

  private static void sql(Connection connection, String... statements) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
    connection.commit();
  }

  /**
   * Changes the database directly while the servers have no connections except those on which they
   * are notified. Allows new connections when {@code meanwhile} has run.
   */
  void sqlWithoutReaders(Runnable meanwhile, String... statements) throws SQLException {
    String name = TestDatabase.nameIn(url);
    try (Connection inside = DriverManager.getConnection(url);
        Connection outside = DriverManager.getConnection(url.replace("/" + name, "/postgres"))) {
      sql(outside, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
      try {
        sql(
            outside,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + name
                + "' AND application_name = 'restauth'");
        sql(inside, statements);
        meanwhile.run();
      } finally {
        sql(outside, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
      }
    }
  }

  /** Returns a token that both servers accept. */
  String token(String username, String password) {
    String token = one.calls().token(username, password);
    eventually("the other accepts it", () -> check(other, token) == 200);
    return token;
  }

  /** Returns the status of a request that sends the token to one server. */
  static int check(TestServer server, String token) {
    return server.calls().get("/api/resource", "Authorization: Bearer " + token).status();
  }

  void refusedAtOther(String token) {
    eventually("the other refuses it", () -> check(other, token) == 401);
  }

  /** Returns the health of the other server. */
  HttpCalls.Reply health() {
    return other.calls().get("/health");
  }

  void healthBecomes(String status) {
    eventually(
        "its health is " + status, () -> health().json().path("status").asText().equals(status));
  }

  @Override
  public void close() throws IOException {
    other.close();
    one.close();
    proxy.close();
  }
}
