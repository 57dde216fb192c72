package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.trial.NoteDeclaration;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A feature that is added without changes to the rest of the program. The feature has routes, a
 * setting, a command, a table with its migration, a task, a kind of change, and sealed rows.
 */
class TrialFeatureTest {
  private static final Declarations DECLARED = Declarations.OURS.with(new NoteDeclaration());
  private static final Main PROGRAM = new Main(DECLARED);
  private static final String MIGUEL = basic("miguel", "python");
  private static final String LABEL = "/for/0123456789-_abcdefghIJ";

  @TempDir Path folder;
  @TempDir Path other;

  private RunningServer start(Path home, Map<String, String> settings) {
    return PROGRAM.start(config(home, settings), InstantSource.system());
  }

  private static Config config(Path home, Map<String, String> settings) {
    return TestServer.config(DECLARED, home, settings);
  }

  private static Reply operate(
      Path home, DatabaseAccess reach, String operation, Map<String, String> arguments) {
    return PROGRAM
        .commands(InstantSource.system())
        .perform(
            () -> config(home, Map.of()),
            reach,
            new Request(operation, arguments),
            (step, done, total) -> {});
  }

  private static Object fact(Reply reply, String name) {
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return Optional.ofNullable(((Reply.Done) reply).facts().values().get(name)).orElseThrow();
  }

  private static void write(HttpCalls calls, String text) {
    assertThat(calls.post("/api/notes/7", "{\"text\":\"" + text + "\"}", MIGUEL).status())
        .isEqualTo(204);
  }

  private static String read(HttpCalls calls) {
    HttpCalls.Reply reply = calls.get("/api/notes/7" + LABEL, MIGUEL);
    return reply.status() == 200 ? reply.json().get("text").asText() : reply.status() + "";
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void itsRoutesTableCommandAndTaskWork(TestDatabase kind) {
    TestServer.use(kind, folder);
    try (RunningServer server = start(folder, Map.of("note-duration", "1m"))) {
      HttpCalls calls = new HttpCalls(server.http().port());
      calls.register("miguel", "python");
      write(calls, "buy milk");
      assertThat(read(calls)).isEqualTo("buy milk");
      write(calls, "buy bread");
      assertThat(read(calls)).as("it was notified of its own change").isEqualTo("buy bread");

      assertThat(calls.get("/api/notes/7" + LABEL).status()).isEqualTo(401);
      assertThat(calls.get("/api/notes/8" + LABEL, MIGUEL).status()).isEqualTo(404);
      assertThat(calls.call("PUT", "/api/notes/7" + LABEL, Optional.empty(), MIGUEL))
          .satisfies(
              reply -> {
                assertThat(reply.status()).isEqualTo(405);
                assertThat(reply.header("allow")).hasValue("GET, HEAD, OPTIONS");
              });

      JsonNode paths = calls.get("/openapi.json").json().get("paths");
      assertThat(paths.get("/api/notes/{id}").get("post").get("operationId").asText())
          .isEqualTo("writeNote");
      assertThat(paths.get("/api/users")).isNotNull();

      assertThat(fact(operate(folder, DatabaseAccess.OPENED, "note.count", Map.of()), "notes"))
          .isEqualTo(1L);
      assertThat(DECLARED.commands())
          .flatExtracting(group -> group.commands())
          .extracting(OperatorCommand::builder)
          .anyMatch(form -> form.name().equals("count"));

      server
          .features()
          .store()
          .inTransaction(tx -> tx.sql().change("UPDATE note SET written_at = ?", Instant.EPOCH));
      server.maintenance().run();
      assertThat(read(calls)).as("too old").isEqualTo("404");
    }
    assertThatThrownBy(() -> start(folder, Map.of("note-duration", "1s")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("note-duration");
  }

  @Test
  void itsSealedRowsAreRewrappedAndChecked() {
    try (RunningServer server = start(folder, Map.of())) {
      HttpCalls calls = new HttpCalls(server.http().port());
      calls.register("miguel", "python");
      write(calls, "buy milk");
      assertThat(operate(folder, DatabaseAccess.OPENED, "key.rewrap", Map.of()))
          .isInstanceOf(Reply.Done.class);
    }
    try (RunningServer server = start(folder, Map.of())) {
      assertThat(read(new HttpCalls(server.http().port()))).isEqualTo("buy milk");
      assertThat(operate(folder, DatabaseAccess.WHOLE, "check", Map.of()))
          .isInstanceOf(Reply.Done.class);
      server
          .features()
          .store()
          .inTransaction(tx -> tx.sql().change("UPDATE note SET sealed = ?", new byte[] {1}));
      assertThat(operate(folder, DatabaseAccess.WHOLE, "check", Map.of()).toString())
          .contains("the note/1/7 cannot be opened");
    }
  }

  @Test
  void restoreTreatsItsTableAsDeclared() {
    Path backup = other.resolve("backup.sqlite");
    try (RunningServer server = start(folder, Map.of())) {
      HttpCalls calls = new HttpCalls(server.http().port());
      calls.register("miguel", "python");
      write(calls, "buy milk");
      assertThat(operate(folder, DatabaseAccess.WHOLE, "backup", Map.of("file", backup.toString())))
          .isInstanceOf(Reply.Done.class);
    }
    assertThat(
            operate(
                folder,
                DatabaseAccess.REPLACED,
                "restore",
                Map.of("file", backup.toString(), "force", "true")))
        .isInstanceOf(Reply.Done.class);
    try (RunningServer server = start(folder, Map.of())) {
      assertThat(read(new HttpCalls(server.http().port()))).isEqualTo("404");
    }
  }

  @Test
  void itsTableMovesBetweenDatabases() throws Exception {
    try (RunningServer server = start(folder, Map.of())) {
      HttpCalls calls = new HttpCalls(server.http().port());
      calls.register("miguel", "python");
      write(calls, "buy milk");
    }
    String sqlite = "jdbc:sqlite:" + folder.resolve("data/restauth.sqlite");
    String postgres = TestDatabase.emptyPostgresUrl();
    assertThat(
            notesMoved(
                operate(
                    folder,
                    DatabaseAccess.WITHOUT_DATABASE,
                    "migrate-database",
                    Map.of("from", sqlite, "to", postgres))))
        .isEqualTo(1L);
    Map<String, String> there = OnPostgres.sharing(folder.resolve("data/master.key"), postgres);
    try (RunningServer server = start(folder, there)) {
      assertThat(read(new HttpCalls(server.http().port()))).isEqualTo("buy milk");
    }
    assertThat(
            notesMoved(
                operate(
                    folder,
                    DatabaseAccess.WITHOUT_DATABASE,
                    "migrate-database",
                    Map.of(
                        "from",
                        postgres,
                        "to",
                        "jdbc:sqlite:" + other.resolve("data/restauth.sqlite")))))
        .isEqualTo(1L);
  }

  /**
   * A server of the previous version lacks the table and the kind of change. It continues to work
   * beside the newer server.
   */
  @Test
  void versionWithoutTheFeatureRunsInParallelOnPostgres() {
    TestServer.use(TestDatabase.POSTGRESQL, folder);
    Map<String, String> settings = OnPostgres.settings(folder);
    try (RunningServer before =
            Main.OURS.start(TestServer.config(folder, settings), InstantSource.system());
        RunningServer with = start(folder, settings)) {
      HttpCalls older = new HttpCalls(before.http().port());
      HttpCalls newer = new HttpCalls(with.http().port());
      older.register("miguel", "python");
      String token = newer.token("miguel", "python");
      assertThat(older.get("/api/resource", basic(token, "x")).status()).isEqualTo(200);

      write(newer, "buy milk");
      assertThat(newer.call("DELETE", "/api/token", Optional.empty(), basic(token, "x")).status())
          .isEqualTo(204);
      eventually(
          "it applies the changes after the one that it does not support",
          () -> older.get("/api/resource", basic(token, "x")).status() == 401);
      assertThat(older.get("/health").json().get("status").asText()).isEqualTo("ok");
      assertThat(older.get("/api/notes/7" + LABEL, MIGUEL).status()).isEqualTo(404);
    }
    // The previous version can be started again, because the schema permits that version.
    Main.OURS.start(TestServer.config(folder, settings), InstantSource.system()).close();
  }

  @Test
  void versionWithoutItRefusesItsFile() {
    start(folder, Map.of()).close();
    assertThatThrownBy(
            () -> Main.OURS.start(TestServer.config(folder, Map.of()), InstantSource.system()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("schema version " + NoteDeclaration.VERSION);
  }

  private static Object notesMoved(Reply reply) {
    List<?> tables =
        (List<?>) Objects.requireNonNull(((Reply.Done) reply).facts().values().get("tables"));
    return tables.stream()
        .map(table -> ((Facts) table).values())
        .filter(table -> "note".equals(table.get("name")))
        .map(table -> table.get("rows"))
        .findFirst()
        .orElseThrow();
  }
}
