package dev.restauth.adopt;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.adopt.AdoptScene.adopt;
import static dev.restauth.adopt.AdoptScene.facts;
import static dev.restauth.adopt.AdoptScene.file;
import static dev.restauth.adopt.AdoptScene.foreignHashes;
import static dev.restauth.adopt.AdoptScene.logIn;
import static dev.restauth.adopt.AdoptScene.message;
import static dev.restauth.adopt.AdoptScene.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.LogCatcher;
import dev.restauth.LongRun;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.Account.State;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports from other systems, after which users log in with their previous passwords. */
class AdoptionTest {
  private static final int DATABASES = 3;

  /** Formats with slow hashes, which are tried with a wrong password in a long run only. */
  private static final Pattern SLOW =
      Pattern.compile("(django|werkzeug|keycloak)-.*|sha256-crypt-default-rounds");

  @TempDir Path folder;

  /**
   * In each database, all accounts have hashes of the same kind, which are slow in the tests'
   * virtual machines. In a short run, each account logs in after the import of one of the
   * databases, and one account of each database is tried with the password of another. In a long
   * run, each account of each database is tried with the passwords of all accounts.
   *
   * @param turn the first account that logs in in a short run
   */
  @ParameterizedTest
  @CsvSource({"rest-auth-2013.sqlite, 0", "rest-auth-2020.sqlite, 1", "rest-auth-2025.sqlite, 2"})
  void importsTheOriginalOfEveryVersion(String database, int turn) {
    JsonNode accounts = AdoptScene.json(sample("accounts.json")).get("accounts").get(database);
    assertThat(accounts).hasSize(6);

    Map<String, Object> dry = facts(adopt(folder, "rest-auth", sample(database), "dry_run", ""));
    Map<String, Object> real = facts(adopt(folder, "rest-auth", sample(database)));
    assertThat(real).containsEntry("adopted", 6L).containsEntry("refused", 0L);
    assertThat(dry).containsEntry("dry_run", true);
    assertThat(without(dry)).isEqualTo(without(real));

    try (TestServer server = TestServer.start(folder)) {
      long foreign = accounts.size();
      for (int i = 0; i < accounts.size(); i++) {
        JsonNode account = accounts.get(i);
        String name = account.get("username").asText();
        assertThat(server.calls().get("/api/users/" + account.get("id").asLong()).json())
            .isEqualTo(new JsonMapper().createObjectNode().put("username", name));
        if (!LongRun.IS_LONG && i % DATABASES != turn) {
          continue;
        }
        for (JsonNode other : accounts) {
          boolean right = other.equals(account);
          boolean next = i == turn && other.equals(accounts.get(i + 1));
          if (LongRun.IS_LONG || right || next) {
            assertThat(logIn(server, name, other.get("password").asText()))
                .as("%s with the password of %s", name, other.get("username"))
                .isEqualTo(right ? 200 : 401);
          }
        }
        foreign--;
      }
      // A login does not wait until the server has replaced the hash.
      long left = foreign;
      eventually("the hashes are replaced", () -> foreignHashes(server) == left);
      String name = accounts.get(turn).get("username").asText();
      String password = accounts.get(turn).get("password").asText();
      assertThat(server.account(name).passwordHash().orElseThrow()).startsWith("$argon2id$");
      assertThat(logIn(server, name, password)).isEqualTo(200);
      assertThat(logIn(server, name, "another")).isEqualTo(401);

      assertThat(server.calls().register("new", "python").header("location").orElseThrow())
          .endsWith("/api/users/48");
      assertThat(facts(adopt(folder, "rest-auth", sample(database))))
          .containsEntry("adopted", 0L)
          .containsEntry("unchanged", 6L)
          .containsEntry("conflicts", 0L);
      assertThat(server.account(name).passwordHash().orElseThrow()).startsWith("$argon2id$");
    }
  }

  /** A dry run imports nothing, so the log must not contain the line of an import. */
  @Test
  void dryRunIsNotLoggedAsAnImport() throws IOException {
    Path users =
        file(
            folder,
            "users.csv",
            "username,password_hash",
            "anna,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=");
    try (TestServer server = TestServer.start(folder)) {
      try (LogCatcher log = new LogCatcher("dev.restauth.adopt");
          LogCatcher events = new LogCatcher("dev.restauth.event")) {
        assertThat(facts(adopt(folder, "csv", users, "dry_run", ""))).containsEntry("adopted", 1L);
        assertThat(log.levels()).doesNotContain("INFO", "WARNING", "SEVERE");
        assertThat(events.takeAll())
            .singleElement()
            .asString()
            .contains("operation=adopt.dry_run ");
      }
      try (LogCatcher log = new LogCatcher("dev.restauth.adopt.Adoption")) {
        assertThat(facts(adopt(folder, "csv", users))).containsEntry("adopted", 1L);
        assertThat(log.all()).contains("INFO an operator: 1 accounts adopted from csv");
      }
      assertThat(logIn(server, "anna", "python")).isEqualTo(200);
    }
  }

  private static Map<String, Object> without(Map<String, Object> facts) {
    Map<String, Object> rest = new java.util.HashMap<>(facts);
    rest.remove("dry_run");
    return rest;
  }

  /**
   * One hash of each format suffices, because HashVectorsTest checks every recorded hash, those
   * that are slow only in a long run.
   */
  @Test
  void oneHashOfEachFormatLogsIn() throws IOException {
    List<String> csv = new ArrayList<>(List.of("username,password_hash"));
    List<JsonNode> lines = new ArrayList<>();
    List<String> keycloak = new ArrayList<>();
    for (JsonNode hash : oneOfEachFormat()) {
      String name = "user " + lines.size();
      lines.add(hash);
      if (hash.get("hash").isNull()) {
        keycloak.add(
            "{\"id\":\"%s\",\"username\":\"%s\",\"enabled\":true,\"credentials\":[%s]}"
                .formatted(name, name, hash.get("keycloak")));
      } else {
        csv.add(name + ",\"" + hash.get("hash").asText() + "\"");
      }
    }
    assertThat(lines).hasSize(31);
    Path users = file(folder, "users.csv", csv.toArray(String[]::new));
    Path realm =
        file(
            folder,
            "realm.json",
            "{\"realm\":\"r\",\"users\":[" + String.join(",", keycloak) + "]}");

    try (TestServer server = TestServer.start(folder)) {
      assertThat(facts(adopt(folder, "csv", users))).containsEntry("adopted", 29L);
      assertThat(facts(adopt(folder, "keycloak", realm))).containsEntry("adopted", 2L);
      for (int i = 0; i < lines.size(); i++) {
        String right = lines.get(i).get("password").asText();
        String wrong = right.equals("python") ? "anaconda" : "python";
        if (LongRun.IS_LONG || !SLOW.matcher(lines.get(i).get("format").asText()).matches()) {
          assertThat(logIn(server, "user " + i, wrong)).as("%s", lines.get(i)).isEqualTo(401);
        }
        assertThat(logIn(server, "user " + i, right)).as("%s", lines.get(i)).isEqualTo(200);
      }
    }
  }

  /**
   * Returns one hash of each format: the first recorded hash of the first format, the second of the
   * second format, and so on, so that the passwords differ.
   */
  private static List<JsonNode> oneOfEachFormat() throws IOException {
    Path file = Path.of("src/test/resources/dev/restauth/password/format/hashes.jsonl");
    Map<String, List<JsonNode>> formats = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode hash = new JsonMapper().readTree(line);
      formats.computeIfAbsent(hash.get("format").asText(), _ -> new ArrayList<>()).add(hash);
    }
    List<JsonNode> chosen = new ArrayList<>();
    formats.values().forEach(hashes -> chosen.add(hashes.get(chosen.size() % hashes.size())));
    return chosen;
  }

  @Test
  void mergesNoAccountsAndReportsSkippedOnes() throws IOException {
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("miguel", "theirs");
      Path users =
          file(
              folder,
              "users.csv",
              "id,username,password_hash",
              "7,miguel,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
              "1,susan,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
              "8,anna,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
              "9,anna,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
              "10,broken,what is this?",
              "11,dear,$2b$31$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi",
              "12,,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
              "13,zoe,");
      Path report = folder.resolve("report.txt");

      for (boolean dryRun : new boolean[] {true, false}) {
        Reply reply =
            dryRun
                ? adopt(folder, "csv", users, "dry_run", "")
                : adopt(folder, "csv", users, "report", report.toString());
        assertThat(facts(reply))
            .containsEntry("adopted", 2L)
            .containsEntry("conflicts", 3L)
            .containsEntry("refused", 3L)
            .containsEntry("without_password", 1L)
            .containsEntry("formats", List.of(Facts.NONE.with("format", "sha1").with("count", 1)));
        assertThat(notes(reply))
            .contains(
                "1 account of these has no password and cannot log in with one",
                "1 password is hashed with sha1",
                "skipped miguel (7 there): another account here has this name",
                "skipped susan (1 there): another account here has the id 1",
                "skipped anna (9 there): another account here has this name",
                "refused dear (11 there): its password hash has an unsupported format, or costs"
                    + " too much to check")
            .noneSatisfy(note -> assertThat(note).contains("what is this"));
      }
      assertThat(Files.readAllLines(report)).hasSize(6);

      assertThat(logIn(server, "miguel", "theirs")).isEqualTo(200);
      assertThat(logIn(server, "miguel", "python")).isEqualTo(401);
      assertThat(logIn(server, "anna", "python")).isEqualTo(200);
      assertThat(logIn(server, "susan", "python")).isEqualTo(401);
      assertThat(logIn(server, "zoe", "")).isEqualTo(401);
      assertThat(server.account("anna").id()).isEqualTo(8);
      assertThat(message(adopt(folder, "csv", users, "report", report.toString())))
          .contains("exists");
      try (Stream<Path> data = Files.list(folder.resolve("data"))) {
        assertThat(data.map(path -> path.getFileName().toString()))
            .noneMatch(name -> name.startsWith("trial"));
      }
    }
  }

  @Test
  void accountWithoutIdGetsAnIdAboveAllImportedIds() {
    Path users =
        file(
            folder,
            "users.csv",
            "id,username,password_hash",
            ",anna,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
            Long.MAX_VALUE + ",last,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
            "1,susan,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
            "4611686018427387904,zoe,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=");
    for (String[] more : new String[][] {{"dry_run", ""}, {}}) {
      assertThat(facts(adopt(folder, "csv", users, more)))
          .containsEntry("adopted", 4L)
          .containsEntry("conflicts", 0L);
    }
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.account("susan").id()).isEqualTo(1);
      assertThat(server.account("zoe").id()).isEqualTo(1L << 62);
      assertThat(server.account("anna").id()).isEqualTo((1L << 62) + 1);
      assertThat(server.account("last").id()).isEqualTo((1L << 62) + 2);
      assertThat(server.calls().register("new", "python").status()).isEqualTo(201);
    }
  }

  /** The server replaces an id of this size, so only the key shows that it erased the account. */
  @Test
  void erasedAccountIsNotImportedAgainUnderAnotherName() {
    String hash = ",{SHA}QjUie1FDathtB8fPXWm9omRJhN4=";
    String header = "id,username,password_hash";
    Path users = file(folder, "users.csv", header, Long.MAX_VALUE + ",anna" + hash);
    try (TestServer server = TestServer.start(folder)) {
      assertThat(facts(adopt(folder, "csv", users))).containsEntry("adopted", 1L);
      server.operate("user.close", Map.of("username", "anna"));

      Path renamed = file(folder, "users.csv", header, Long.MAX_VALUE + ",bert" + hash);
      assertThat(facts(adopt(folder, "csv", renamed)))
          .containsEntry("adopted", 0L)
          .containsEntry("conflicts", 1L);
      assertThat(logIn(server, "bert", "python")).isEqualTo(401);
    }
  }

  @Test
  void importsNamesThatCannotBeRegistered() {
    Path users =
        file(
            folder,
            "users.csv",
            "username,password_hash",
            "\uff41\uff42\uff43,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=", // full-width abc
            "\"  two  spaces \",{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
            "\ud83e\udd84,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(facts(adopt(folder, "csv", users))).containsEntry("adopted", 3L);
      assertThat(server.calls().register("abc", "other").status()).isEqualTo(201);

      for (String name : List.of("\uff41\uff42\uff43", "  two  spaces ", "\ud83e\udd84")) {
        assertThat(logIn(server, name, "python")).as(name).isEqualTo(200);
        assertThat(logIn(server, name, "other")).as(name).isEqualTo(401);
      }
      assertThat(logIn(server, "abc", "other")).isEqualTo(200);
      assertThat(logIn(server, "abc", "python")).isEqualTo(401);
    }
  }

  @Test
  void disabledAccountsStayDisabled() {
    Path users =
        file(
            folder,
            "users.csv",
            "id,username,password_hash,active,email",
            "5,locked,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=,false,l@example.com");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(facts(adopt(folder, "csv", users))).containsEntry("disabled", 1L);
      assertThat(logIn(server, "locked", "python")).isEqualTo(401);
      assertThat(server.account(5).state()).isEqualTo(State.DISABLED);
      Map<String, String> name = Map.of("username", "locked");
      assertThat(facts(TestServer.operate(folder, "user.enable", name)))
          .containsEntry("adopted_from", "csv")
          .containsEntry("source_key", "5")
          .containsEntry("email", "l@example.com");
      assertThat(logIn(server, "locked", "python")).isEqualTo(200);
    }
  }

  @Test
  void importsHashesOfANamedFormat() {
    // The SHA-256 of "saltpython", computed by sha256sum.
    Path salted =
        file(
            folder,
            "salted.csv",
            "username,password_hash,salt",
            "a,2bd61fe36a1de6e49e407595f335c7a3255b94a506a95814ec5d390a41dd4c9b,salt");
    assertThat(message(adopt(folder, "csv", salted, "hash_format", "sha257")))
        .contains("there is no such hash format", "sha256-salt-password");
    assertThat(message(adopt(folder, "csv", salted, "hash_format", "devise")))
        .contains("--pepper-file");
    assertThat(message(adopt(folder, "csv", salted, "pepper", "cGVwcGVy")))
        .contains("the hash format auto has no pepper");
    assertThat(message(adopt(folder, "csv", salted, "name", " "))).contains("1 to 100");
    assertThat(facts(adopt(folder, "csv", salted))).containsEntry("refused", 1L);
    assertThat(facts(adopt(folder, "csv", salted, "hash_format", "sha256-salt-password")))
        .containsEntry("adopted", 1L);
    try (TestServer server = TestServer.start(folder)) {
      assertThat(logIn(server, "a", "saltpython")).isEqualTo(401);
      assertThat(logIn(server, "a", "python")).isEqualTo(200);
    }
  }

  private static List<String> notes(Reply reply) {
    return ((Reply.Done) reply).notes();
  }

  @Test
  void reportsWhereASourceBreaksAndKeepsEarlierAccounts() {
    Path users =
        file(
            folder, "broken.json", "[{\"id\":3,\"traits\":{\"username\":\"miguel\"}},", "{\"id\":");
    try (TestServer server = TestServer.start(folder)) {
      // A Django dump may be cut off before its users' factors.
      assertThat(message(adopt(folder, "django", users)))
          .contains("broken.json")
          .doesNotContain("before that");
      assertThat(message(adopt(folder, "kratos", users)))
          .contains("broken.json")
          .contains("; 1 account adopted before that");
      assertThat(server.account("miguel").id()).isEqualTo(3);
      assertThat(message(adopt(folder, "csv", folder.resolve("missing.csv"))))
          .contains("missing.csv")
          .doesNotContain("before that");
      assertThat(notes(adopt(folder, "htpasswd", file(folder, "empty", ""))))
          .anySatisfy(note -> assertThat(note).startsWith("the source has no accounts"));
      Account miguel = server.account("miguel");
      assertThat(miguel.passwordHash()).isEmpty();
      assertThat(logIn(server, "miguel", "")).isEqualTo(401);
    }
  }
}
