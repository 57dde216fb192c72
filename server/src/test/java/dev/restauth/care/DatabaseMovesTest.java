package dev.restauth.care;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.LongRun;
import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers before and after {@code restauth migrate-database}. */
class DatabaseMovesTest {
  /** Several batches of a move. */
  private static final int ACCOUNTS = LongRun.IS_LONG ? 30_000 : 6_000;

  @TempDir Path folder;

  @Test
  void serverContinuesAfterTheMove() throws SQLException {
    String token;
    String ended;
    try (TestServer server = TestServer.start(folder)) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      calls.register("susan", "python");
      token = calls.token("miguel", "python");
      ended = calls.token("susan", "python");
      assertThat(logOut(calls, ended)).isEqualTo(204);
    }
    String postgres = TestDatabase.emptyPostgresUrl();
    Reply.Done moved = (Reply.Done) move(sqlite(folder), postgres);
    assertThat(moved.facts().values()).containsEntry("equal", true);
    assertThat(rows(moved)).containsEntry("account", 2L).containsEntry("revoked_session", 1L);

    String fromPostgres;
    try (TestServer server = start(folder, Map.of("database", postgres))) {
      goesOn(server, token, ended, 3);
      fromPostgres = server.calls().token("newcomer3", "python");
    }

    Path home = folder.resolve("home");
    assertThat(move(postgres, sqlite(home))).isInstanceOf(Reply.Done.class);
    try (TestServer server = start(home, Map.of())) {
      goesOn(server, token, ended, 4);
      assertThat(status(server.calls(), fromPostgres)).isEqualTo(200);
    }
  }

  private static void goesOn(TestServer server, String token, String ended, long nextId) {
    HttpCalls calls = server.calls();
    assertThat(status(calls, token)).isEqualTo(200);
    assertThat(status(calls, ended)).isEqualTo(401);
    assertThat(calls.get("/api/token", HttpCalls.basic("susan", "python")).status()).isEqualTo(200);
    assertThat(calls.register("newcomer" + nextId, "python").status()).isEqualTo(201);
    assertThat(server.account("newcomer" + nextId).id()).isGreaterThanOrEqualTo(nextId);
  }

  /** Starts a server with the first server's master key, as an operator would. */
  private TestServer start(Path at, Map<String, String> settings) {
    Map<String, String> more = new HashMap<>(settings);
    more.put("master-key-file", folder.resolve("data/master.key").toString());
    return TestServer.start(at, InstantSource.system(), more);
  }

  @Test
  void moveIsRefusedWhileAServerRuns() throws SQLException {
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("miguel", "python");
      assertThat(move(sqlite(folder), TestDatabase.emptyPostgresUrl(), Duration.ZERO))
          .isEqualTo(
              new Reply.Failed(
                  "a server or another command is using "
                      + folder.resolve("data/restauth.sqlite")
                      + ": stop it first"));
    }
  }

  @Test
  void killedMoveContinues() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("miguel", "python");
    }
    TestServer.operate(folder, "dev.fill", Map.of("count", Integer.toString(ACCOUNTS - 1)));
    String postgres = TestDatabase.emptyPostgresUrl();
    try (Connection connection = DriverManager.getConnection(postgres);
        Statement statement = connection.createStatement()) {
      blockInTheMiddle(statement);
      try (ServerProcess process =
          ServerProcess.start(folder, Map.of(), "migrate-database", sqlite(folder), postgres)) {
        eventually("some accounts are there", () -> accounts(statement) > 0);
        process.kill();
      }
      release(statement);
      assertThat(accounts(statement)).isLessThan(ACCOUNTS / 2);
    }

    Reply.Done moved = (Reply.Done) move(sqlite(folder), postgres);

    assertThat(rows(moved)).containsEntry("account", (long) ACCOUNTS);
    try (TestServer server = start(folder, Map.of("database", postgres))) {
      assertThat(server.calls().register("newcomer", "python").status()).isEqualTo(201);
      assertThat(server.account("newcomer").id()).isGreaterThan(ACCOUNTS);
    }
  }

  /**
   * Blocks the move in the middle: the insert of the middle account waits for a lock that this
   * connection holds.
   */
  private static void blockInTheMiddle(Statement statement) throws SQLException {
    statement.execute("SELECT pg_advisory_lock(1)");
    statement.execute("CREATE SCHEMA held");
    statement.execute(
        "CREATE FUNCTION held.waits() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$");
    statement.execute(
        """
        CREATE FUNCTION held.makes() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM pg_event_trigger_ddl_commands()
          WHERE object_identity = 'public.account') THEN
        CREATE TRIGGER waits BEFORE INSERT ON public.account FOR EACH ROW
        WHEN (NEW.id = %d) EXECUTE FUNCTION held.waits(); END IF; END $$"""
            .formatted(ACCOUNTS / 2));
    statement.execute(
        "CREATE EVENT TRIGGER makes ON ddl_command_end WHEN TAG IN ('CREATE TABLE')"
            + " EXECUTE FUNCTION held.makes()");
  }

  /**
   * Closes the connection of the killed move, because the database does not notice that the process
   * has exited.
   */
  private static void release(Statement statement) throws SQLException {
    String others =
        " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    statement.execute("SELECT pg_terminate_backend(pid)" + others);
    eventually("it is gone", () -> number(statement, "SELECT count(*)" + others) == 0);
    statement.execute("DROP SCHEMA held CASCADE");
  }

  /** Returns the number of accounts, or 0 if the table does not exist yet. */
  private static long accounts(Statement statement) {
    return number(statement, "SELECT count(to_regclass('account'))") == 0
        ? 0
        : number(statement, "SELECT count(*) FROM account");
  }

  private static long number(Statement statement, String query) {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sqlite(Path home) {
    return "jdbc:sqlite:" + home.resolve("data/restauth.sqlite");
  }

  private static Reply move(String from, String to) {
    return move(from, to, DatabaseMoves.TIMEOUT);
  }

  private static Reply move(String from, String to, Duration timeout) {
    return new DatabaseMoves(Declarations.OURS.schema(), InstantSource.system(), timeout)
        .perform(
            new Request("migrate-database", Map.of("from", from, "to", to)),
            (step, done, total) -> {});
  }

  private static int status(HttpCalls calls, String token) {
    return calls.get("/api/resource", HttpCalls.basic(token, "unused")).status();
  }

  private static int logOut(HttpCalls calls, String token) {
    return calls
        .call("DELETE", "/api/token", Optional.empty(), HttpCalls.basic(token, "unused"))
        .status();
  }

  /** Returns the rows by table. */
  private static Map<Object, Object> rows(Reply.Done moved) {
    List<?> tables = (List<?>) Objects.requireNonNull(moved.facts().values().get("tables"));
    return tables.stream()
        .map(table -> ((Facts) table).values())
        .collect(Collectors.toMap(table -> table.get("name"), table -> table.get("rows")));
  }
}
