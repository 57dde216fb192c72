package dev.restauth.account;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LongRun;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import dev.restauth.operator.Reply.Failed;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Erasure of a closed account: the account's name and address disappear from the database and from
 * the database's files.
 */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class AccountErasureTest {
  private static final String NAME = "susan-whom-nobody-finds";
  private static final String SUSAN = basic(NAME, "python");
  private static final int ROUNDS = LongRun.IS_LONG ? 12 : 4;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final MailCalls mail = new MailCalls(server, clock, mails);
  private int backups;

  @Test
  void leavesNeitherNameNorAddressAnywhere() throws IOException {
    for (int i = 0; i < 60; i++) { // more than one page of each table
      server.calls().register("neighbour" + i, "p");
    }
    String address = mail.withAddress(NAME, "python");
    String pending = MailCalls.freshAddress();
    mail.change(SUSAN, pending);
    mail.asked(address);
    server.calls().token(NAME, "python");
    assertThat(server.calls().get("/api/token", basic(NAME, "wrong")).status()).isEqualTo(401);
    assertThat(places(NAME)).isNotEmpty();
    assertThat(places(address)).isNotEmpty();
    assertThat(places(pending)).isNotEmpty();

    assertThat(delete(SUSAN)).isEqualTo(204);

    for (String text : List.of(NAME, address, pending)) {
      assertThat(places(text)).as(text).isEmpty();
    }
    assertNothingOfClosedAccounts();
    assertThat(server.calls().get("/api/users/61").json().get("type").asText())
        .endsWith("unknown-user");
    assertThat(delete(SUSAN)).isEqualTo(401);
    if (server.rows().isEmpty()) {
      server.restart();
      assertThat(places(NAME)).isEmpty();
    }
  }

  @Test
  void leavesNoNameIfAnAdministratorClosesIt() throws IOException {
    AdministratorCalls scene = new AdministratorCalls(server);
    scene.administrator("admin", "users:write");
    String path = AdministratorCalls.path(scene.user(NAME));
    assertThat(places(NAME)).isNotEmpty();
    assertThat(scene.delete(path, basic("admin", "python")).status()).isEqualTo(204);
    assertThat(places(NAME)).isEmpty();
  }

  @Test
  void isNotFoundByAnyCall() throws IOException {
    String address = mail.withAddress(NAME, "python");
    long id = server.account(NAME).id();
    String token = server.calls().token(NAME, "python");
    assertThat(server.operate("user.close", Map.of("username", NAME)))
        .isInstanceOfSatisfying(
            Done.class,
            done -> assertThat(done.notes().getFirst()).startsWith(NAME + " is closed"));
    String placeholder = ":" + id;

    for (String name : List.of(NAME, NAME.replace('s', '\uff53'))) {
      assertThat(problem(server.calls().register(name, "p"))).isEqualTo("400 username-taken");
      assertThat(
              server.operate(
                  "user.create", Map.of("username", name, "password", "a long password")))
          .isInstanceOf(Failed.class);
    }
    assertThat(problem(server.calls().register(placeholder, "p")))
        .isEqualTo("400 invalid-username");
    server.calls().register("david", "monty");
    assertThat(
            problem(
                server
                    .calls()
                    .call(
                        "PUT",
                        "/api/me/username",
                        Optional.of("{\"username\":\"" + NAME + "\"}"),
                        basic("david", "monty"),
                        "Content-Type: application/json")))
        .isEqualTo("400 username-taken");
    Path imported = server.folder().resolve("htpasswd");
    Files.writeString(imported, NAME + ":{SHA}QjUie1FDathtB8fPXWm9omRJhN4=\n");
    assertThat(
            ((Done)
                    server.operate(
                        "adopt", Map.of("source", "htpasswd", "file.1", imported.toString())))
                .facts()
                .values())
        .containsEntry("adopted", 0L);
    for (String name : List.of(NAME, placeholder)) {
      assertThat(server.calls().get("/api/token", basic(name, "python")).status()).isEqualTo(401);
      assertThat(mail.ask("username", name).status()).isEqualTo(202);
      assertThat(mail.ask("email", address).status()).isEqualTo(202);
      mail.later();
      assertThat(mails.all(server, address)).isEmpty();
    }
    assertThat(
            Rows.count(server, "SELECT count(*) AS n FROM one_time_code WHERE account_id = ?", id))
        .isZero();
    assertThat(server.calls().get("/api/me", "Authorization: Bearer " + token).status())
        .isEqualTo(401);
    assertThat(problem(server.calls().get("/api/users/" + id))).isEqualTo("400 unknown-user");
  }

  @Test
  void isListedForOperatorsWithoutName() {
    server.calls().register(NAME, "python");
    server.calls().register("zoe", "python");
    assertThat(delete(SUSAN)).isEqualTo(204);
    assertThat(names(Map.of("limit", "9"))).containsExactlyInAnyOrder(":1", "zoe");
    assertThat(names(Map.of("limit", "9", "state", "closed"))).containsExactly(":1");
    assertThat(names(Map.of("limit", "9", "after", ":1"))).containsExactly("zoe");
    assertThat(((Done) server.operate("user.show", Map.of("username", ":1"))).facts().values())
        .containsEntry("id", 1L)
        .containsEntry("state", "closed");
    assertThat(server.operate("user.show", Map.of("username", NAME))).isInstanceOf(Failed.class);
    assertThat(server.operate("user.disable", Map.of("username", ":2"))).isInstanceOf(Failed.class);
    for (String operation : List.of("user.enable", "user.disable", "user.close")) {
      server.operate(operation, Map.of("username", ":1"));
    }
    assertThat(names(Map.of("limit", "9", "state", "closed"))).containsExactly(":1");
  }

  /** Earlier versions closed accounts without erasing their names. */
  @Test
  void includesAccountsThatWereClosedBefore() throws IOException {
    for (int i = 0; i < 3; i++) {
      server.calls().register(NAME + i, "python");
    }
    server.calls().register("zoe", "python");
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "UPDATE account SET state = 'closed', password_hash = NULL WHERE id < ?",
                        4L));
    assertThat(places(NAME)).isNotEmpty();

    server.runMaintenance();

    assertThat(places(NAME)).isEmpty();
    assertThat(names(Map.of("limit", "9"))).containsExactlyInAnyOrder(":1", ":2", ":3", "zoe");
    assertThat(problem(server.calls().register(NAME + "1", "p"))).isEqualTo("400 username-taken");
  }

  /** Calls that run during the erasure do not store a row of the account again. */
  @Test
  void staysErasedDespiteConcurrentCalls() throws InterruptedException, ExecutionException {
    for (int round = 0; round < ROUNDS; round++) {
      String name = "racer" + round;
      String credentials = basic(name, "python");
      server.calls().register(name, "python");
      String to = "renamed" + round;
      List<Integer> statuses =
          race(
              List.of(
                  () -> delete(credentials),
                  () -> mail.change(credentials, MailCalls.freshAddress()).status(),
                  () -> rename(credentials, to),
                  () -> server.calls().get("/api/token", credentials).status(),
                  () -> mail.ask("username", name).status()));
      if (statuses.getFirst() != 204) { // the rename was performed first
        assertThat(statuses.get(0)).isIn(401, 409);
        assertThat(delete(basic(to, "python"))).isEqualTo(204);
      }
      assertThat(server.calls().get("/api/token", credentials).status()).isEqualTo(401);
      assertThat(server.calls().get("/api/token", basic(to, "python")).status()).isEqualTo(401);
    }
    assertNothingOfClosedAccounts();
  }

  private int rename(String credentials, String name) {
    return server
        .calls()
        .call(
            "PUT",
            "/api/me/username",
            Optional.of("{\"username\":\"" + name + "\"}"),
            credentials,
            "Content-Type: application/json")
        .status();
  }

  private int delete(String credentials) {
    return server.calls().call("DELETE", "/api/me", Optional.empty(), credentials).status();
  }

  private static List<Integer> race(List<Callable<Integer>> calls)
      throws InterruptedException, ExecutionException {
    List<Integer> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : threads.invokeAll(calls)) {
        results.add(each.get());
      }
    }
    return results;
  }

  private void assertNothingOfClosedAccounts() {
    assertThat(
            Rows.count(
                server,
                "SELECT count(*) AS n FROM account WHERE state = 'closed' AND (username <> ':' || id"
                    + " OR password_hash IS NOT NULL OR email IS NOT NULL"
                    + " OR verified_email IS NOT NULL OR source_key IS NOT NULL)"))
        .isZero();
    assertThat(
            Rows.count(
                server,
                "SELECT (SELECT count(*) FROM session WHERE account_id IN (SELECT id FROM account"
                    + " WHERE state = 'closed')) + (SELECT count(*) FROM known_address"
                    + " WHERE account_id IN (SELECT id FROM account WHERE state = 'closed'))"
                    + " + (SELECT count(*) FROM one_time_code"
                    + " WHERE account_id IN (SELECT id FROM account WHERE state = 'closed'))"
                    + " + (SELECT count(*) FROM profile"
                    + " WHERE account_id IN (SELECT id FROM account WHERE state = 'closed'))"
                    + " + (SELECT count(*) FROM outbox"
                    + " WHERE account_id IN (SELECT id FROM account WHERE state = 'closed'))"
                    + " + (SELECT count(*) FROM retired_name"
                    + " WHERE account_id IN (SELECT id FROM account WHERE state = 'closed')) AS n"))
        .isZero();
  }

  private List<String> names(Map<String, String> arguments) {
    return ((Done) server.operate("user.list", arguments))
        .facts().each().orElseThrow().stream()
            .map(each -> String.valueOf(each.values().get("username")))
            .toList();
  }

  private static String problem(Reply reply) {
    return reply.status() + " " + reply.json().get("type").asText().replaceFirst("^.*/", "");
  }

  /**
   * Returns the places that contain a text: the database files and a new backup, or on PostgreSQL
   * the rows that a dump contains.
   */
  private List<String> places(String text) throws IOException {
    if (server.rows().isPresent()) {
      return contains(server.rows().get(), text) ? List.of("rows") : List.of();
    }
    Path backup = server.folder().resolve("backup" + backups++);
    assertThat(server.operate("backup", Map.of("file", backup.toString())))
        .isInstanceOf(Done.class);
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(server.folder())) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = file.getFileName().toString();
        boolean newest = name.equals("backup" + (backups - 1)) || name.equals("erased-accounts");
        if ((name.startsWith("restauth.sqlite") || newest)
            && contains(Files.readAllBytes(file), text)) {
          found.add(name);
        }
      }
    }
    return found;
  }

  private static boolean contains(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }
}
