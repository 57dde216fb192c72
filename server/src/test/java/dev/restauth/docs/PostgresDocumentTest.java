package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.restauth.TestServer;
import dev.restauth.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Comparison of the error lines in docs/postgresql.md with the lines that a refused start prints.
 */
class PostgresDocumentTest {
  private static final Document PAGE = Document.of("docs/postgresql.md");

  @TempDir Path folder;

  private String url = "";

  @BeforeEach
  void makeADatabaseAndARole() throws SQLException {
    url = TestDatabase.emptyPostgresUrl();
    TestDatabase.execute(
        url, "DROP ROLE IF EXISTS restauth", "CREATE ROLE restauth LOGIN CONNECTION LIMIT -1");
  }

  /**
   * Runs the documented psql commands in a shell without a terminal. They create a role that can
   * log in to its database.
   */
  @Test
  void roleAndDatabaseAreCreatedWithoutATerminal() throws Exception {
    String block = PAGE.matches("(?s)```sh\\n(\\(umask.*?)```").findFirst().orElseThrow().group(1);
    assertThat(block).contains("psql -v ON_ERROR_STOP=1 ");
    Process shell =
        new ProcessBuilder("setsid", "bash", "-euc", "sudo() { cat; }\n" + block)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String sql = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(sql).isZero();
    assertThat(sql).doesNotContain("\\");
    Path password = folder.resolve("database-password");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
        .isEqualTo("rw-------");
    String database = "auth_" + url.replaceFirst("(?s).*/(\\w+)\\?.*", "$1");

    TestDatabase.execute(url, "DROP ROLE restauth");
    TestDatabase.execute(
        url, sql.replace("DATABASE auth ", "DATABASE " + database + " ").strip().split(";\\n?"));
    try (Connection connection =
            DriverManager.getConnection(
                url.replaceFirst("/\\w+\\?.*", "/" + database),
                "restauth",
                Files.readString(password).strip());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE mine (id BIGINT)");
    } finally {
      TestDatabase.execute(url, "DROP DATABASE " + database);
    }
  }

  @Test
  void noServerListens() throws Exception {
    assertListed(start(url.replaceFirst("localhost:\\d+", "127.0.0.1:1")).replace(":1 ", ":5432 "));
  }

  @Test
  void hostIsUnknown() throws Exception {
    assertListed(start(url.replaceFirst("localhost:\\d+", "db.invalid")));
  }

  @Test
  void databaseDoesNotExist() throws Exception {
    assertListed(start(url.replaceFirst("/test_\\w+", "/auth")));
  }

  @Test
  void roleMayNotCreateTables() throws Exception {
    assertListed(start(asRole()));
  }

  @Test
  void tooManyConnections() throws Exception {
    TestDatabase.execute(url, "ALTER ROLE restauth CONNECTION LIMIT 0");
    assertListed(start(asRole()));
  }

  @Test
  void serverHasNoTls() throws Exception {
    assertListed(start(asRole() + "&sslmode=require"));
  }

  @Test
  void masterKeyIsMissing() {
    assertListed(
        String.valueOf(
            catchThrowable(
                    () -> TestServer.start(folder, InstantSource.system(), Map.of("database", url)))
                .getMessage()));
  }

  @Test
  void masterKeyIsDifferent() throws Exception {
    TestServer.start(folder, InstantSource.system(), TestServer.sharing(folder, url)).close();
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    assertListed(
        String.valueOf(
            catchThrowable(
                    () ->
                        TestServer.start(
                            folder, InstantSource.system(), TestServer.sharing(elsewhere, url)))
                .getMessage()));
  }

  @Test
  void databaseIsNewer() throws Exception {
    TestServer.start(folder, InstantSource.system(), TestServer.sharing(folder, url)).close();
    TestDatabase.upgrade(url, "breaking");
    assertListed(start(url));
  }

  @Test
  void databaseHasOtherTables() throws Exception {
    TestDatabase.execute(url, "CREATE TABLE users (id BIGINT)");
    assertListed(start(url));
  }

  private String asRole() {
    return url.replaceFirst("user=postgres", "user=restauth");
  }

  /** Returns the error line of a failed start. */
  private String start(String database) throws Exception {
    Map<String, String> settings = new HashMap<>(TestServer.sharing(folder, database));
    return String.valueOf(
        catchThrowable(() -> TestServer.start(folder, InstantSource.system(), settings))
            .getMessage());
  }

  /**
   * Checks that a row of the document matches the line: the line contains all fixed parts of the
   * row in their order.
   */
  private static void assertListed(String line) {
    String printed = "restauth: " + line;
    List<String> quoted =
        PAGE.rows().stream()
            .flatMap(row -> Pattern.compile("`([^`]+)`").matcher(row.getFirst()).results())
            .map(match -> match.group(1))
            .filter(text -> text.startsWith("…") || text.startsWith("restauth: "))
            .toList();
    assertThat(quoted)
        .as(printed)
        .anySatisfy(
            text ->
                assertThat(printed)
                    .containsSubsequence(
                        List.of(text.split("…", -1)).stream()
                            .map(String::strip)
                            .filter(piece -> !piece.isEmpty())
                            .toList()));
  }
}
