package dev.restauth.vault;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.crypto.MasterKey;
import dev.restauth.operator.Reply;
import dev.restauth.store.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A change of the master key, which loses no encrypted data. */
class RewrapTest {
  @TempDir Path folder;

  private RewrapScene scene;

  @BeforeEach
  void prepare() {
    scene = new RewrapScene(folder);
  }

  @Test
  void replacesAKeyInTheDataFolderWhileTheServerRuns() throws IOException {
    scene.fill(Map.of());
    Map<String, String> before = scene.keyFiles();
    assertThat(before).containsOnlyKeys("master.key");
    String oldId = MasterKey.load(scene.data("master.key")).keyId();
    try (TestServer server = scene.start(Map.of())) {
      Map<String, Object> facts = scene.done("key.rewrap", Map.of());

      assertThat(facts).containsEntry("from", oldId).containsEntry("entries", 4L);
      Map<String, String> after = scene.keyFiles();
      assertThat(after).containsOnlyKeys("master.key", "master.key." + oldId);
      assertThat(after).containsEntry("master.key." + oldId, before.get("master.key"));
      assertThat(MasterKey.load(scene.data("master.key")).keyId()).isEqualTo(facts.get("to"));
      for (String file : after.keySet()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scene.data(file))))
            .isEqualTo("rw-------");
      }
      scene.assertTokensAndPepperWork(server);
      assertThat(scene.done("check", Map.of())).containsEntry("sound", true);
      scene.adoptPeppered("b"); // sealed under the new key
    }
    Files.delete(scene.data("master.key." + oldId));
    try (TestServer server = scene.start(Map.of())) {
      scene.assertTokensAndPepperWork(server);
      scene.assertPepperWorks(server, "a");
      scene.assertPepperWorks(server, "b");
    }
  }

  @Test
  void worksWithoutAServerAndMoreThanOnce() {
    scene.fill(Map.of());
    String first = MasterKey.load(scene.data("master.key")).keyId();
    String second = scene.rewrap();
    String third = scene.rewrap();

    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    assertThat(scene.keyFiles())
        .containsOnlyKeys("master.key", "master.key." + first, "master.key." + second);
    try (TestServer server = scene.start(Map.of())) {
      scene.assertTokensAndPepperWork(server);
      scene.assertPepperWorks(server, "a");
    }
  }

  @Test
  void refusesTheFormerKeyOfTheDatabase() throws IOException {
    scene.fill(Map.of());
    String oldId = MasterKey.load(scene.data("master.key")).keyId();
    String newId = scene.rewrap();

    Map<String, String> old =
        Map.of("master-key-file", scene.data("master.key." + oldId).toString());
    assertThatThrownBy(() -> scene.start(old).close())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessage(
            "wrong master key: the database was made with key %s, this is key %s: give the one it was"
                + " made with (RESTAUTH_MASTER_KEY or --master-key-file)",
            newId, oldId);
    assertThat(message(scene.operate(old, "check", Map.of()))).startsWith("wrong master key");

    Files.move(scene.data("master.key"), folder.resolve("elsewhere"));
    Files.move(scene.data("master.key." + oldId), scene.data("master.key"));
    assertThatThrownBy(() -> scene.start(Map.of()).close())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("wrong master key");
  }

  /** The states of the folder at the moments when the machine may stop. */
  private enum CrashPoint {
    NEW_KEY_CREATED,
    DATABASE_MOVED,
    OLD_KEY_ARCHIVED,
    ALL_DONE
  }

  @ParameterizedTest
  @EnumSource(CrashPoint.class)
  void nextStartCompletesAnInterruptedMove(CrashPoint point) throws IOException {
    scene.fill(Map.of());
    String oldId = MasterKey.load(scene.data("master.key")).keyId();
    String bound = simulateCrash(point, oldId);
    Map<String, String> before = scene.keyFiles();

    assertThat(scene.done("check", Map.of())).containsEntry("sound", true);
    assertThat(scene.keyFiles()).as("a check changes nothing").isEqualTo(before);
    for (int start = 0; start < 2; start++) {
      try (TestServer server = scene.start(Map.of())) {
        scene.assertTokensAndPepperWork(server);
      }
      assertThat(MasterKey.load(scene.data("master.key")).keyId()).isEqualTo(bound);
      assertThat(scene.keyFiles()).hasSize(2).doesNotContainKey("master.key.new");
      assertThat(scene.keyFiles().values()).containsAll(before.values());
    }
    scene.done("key.rewrap", Map.of());
    try (TestServer server = scene.start(Map.of())) {
      scene.assertTokensAndPepperWork(server);
      scene.assertPepperWorks(server, "a");
    }
  }

  /** Simulates a crash, and returns the id of the key to which the database is bound. */
  private String simulateCrash(CrashPoint point, String oldId) throws IOException {
    if (point == CrashPoint.NEW_KEY_CREATED) {
      MasterKey.loadOrCreate(scene.data("master.key.new"));
      return oldId;
    }
    String newId = scene.rewrap();
    Path archived = scene.data("master.key." + oldId);
    if (point == CrashPoint.ALL_DONE) {
      return newId;
    }
    Files.move(scene.data("master.key"), scene.data("master.key.new"));
    if (point == CrashPoint.DATABASE_MOVED) {
      Files.move(archived, scene.data("master.key"));
    } else {
      MasterKey.load(archived).writeIfAbsent(scene.data("master.key"));
    }
    return newId;
  }

  @Test
  void reusesTheNewKeyOfAMoveInterruptedBeforeItHappened() {
    scene.fill(Map.of());
    try (TestServer server = scene.start(Map.of())) {
      String made = MasterKey.loadOrCreate(scene.data("master.key.new")).keyId();

      assertThat(scene.done("key.rewrap", Map.of())).containsEntry("to", made);
      scene.assertTokensAndPepperWork(server);
    }
  }

  @Test
  void restoredBackupOpensWithTheKeyOfItsCreation() {
    scene.fill(Map.of());
    String oldId = MasterKey.load(scene.data("master.key")).keyId();
    Map<String, String> file = Map.of("file", folder.resolve("backup").toString(), "force", "true");
    scene.done("backup", file);
    String newId = scene.rewrap();

    scene.done("restore", file);

    try (TestServer server = scene.start(Map.of())) {
      assertThat(server.calls().token("zoe", "python")).isNotEmpty();
      scene.assertPepperWorks(server, "a");
    }
    assertThat(MasterKey.load(scene.data("master.key")).keyId()).isEqualTo(oldId);
    assertThat(scene.keyFiles()).containsKey("master.key." + newId);
  }

  @Test
  void movesToAnOperatorsKeyGivenWithThePreviousOne() {
    Map<String, String> before = Map.of("master-key-file", key("before"));
    Map<String, String> after = Map.of("master-key-file", key("after"));
    Map<String, String> both =
        Map.of("master-key-file", key("after"), "previous-master-key-file", key("before"));
    scene.fill(before);

    try (TestServer server = scene.start(both)) {
      scene.assertTokensAndPepperWork(server);
      scene.adoptPeppered("b"); // still encrypted under the previous key
      assertThat(scene.done(both, "check", Map.of())).containsEntry("sound", true);
      assertThat(scene.done("key.rewrap", Map.of()))
          .containsEntry("from", id("before"))
          .containsEntry("to", id("after"))
          .containsEntry("entries", 4L);
      scene.assertTokensAndPepperWork(server);
      scene.adoptPeppered("c"); // sealed under the new key
      assertThat(scene.done("key.rewrap", Map.of())).containsEntry("entries", 0L);
    }
    assertThat(scene.keyFiles()).isEmpty();
    try (TestServer server = scene.start(after)) {
      scene.assertTokensAndPepperWork(server);
      for (String name : List.of("a", "b", "c")) {
        scene.assertPepperWorks(server, name);
      }
    }
    assertThatThrownBy(() -> scene.start(before).close())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith(
            "wrong master key: the database was made with key "
                + id("after")
                + ", this is key "
                + id("before")
                + ": give");
  }

  @Test
  void movesFromAKeyInTheDataFolderToAnOperatorsKey() {
    scene.fill(Map.of());
    Map<String, String> both =
        Map.of(
            "master-key-file",
            key("mine"),
            "previous-master-key-file",
            scene.data("master.key").toString());

    assertThat(scene.done(both, "key.rewrap", Map.of())).containsEntry("to", id("mine"));

    try (TestServer server = scene.start(Map.of("master-key-file", key("mine")))) {
      scene.assertTokensAndPepperWork(server);
      scene.assertPepperWorks(server, "a");
    }
  }

  @Test
  void refusesTwoWrongKeysWithTheSameMessage() {
    scene.fill(Map.of("master-key-file", key("right")));
    Map<String, String> wrong =
        Map.of("master-key-file", key("wrong"), "previous-master-key-file", key("other"));

    assertThatThrownBy(() -> scene.start(wrong).close())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessage(
            "wrong master key: the database was made with key %s, this is key %s, and the previous one"
                + " is key %s: give the one it was made with (RESTAUTH_MASTER_KEY or"
                + " --master-key-file)",
            id("right"), id("wrong"), id("other"));
  }

  @Test
  void explainsHowToGiveAnotherKey() {
    Map<String, String> mine = Map.of("master-key-file", key("mine"));
    scene.fill(mine);

    assertThat(message(scene.operate(mine, "key.rewrap", Map.of())))
        .contains(id("mine"))
        .contains("--previous-master-key-file")
        .doesNotContain(MasterKey.load(Path.of(key("mine"))).base64());
  }

  @Test
  void changesNothingIfSomethingDoesNotOpen() throws SQLException {
    scene.fill(Map.of());
    Map<String, String> before = scene.keyFiles();
    sql("UPDATE hash_secret SET sealed = zeroblob(60)");

    assertThat(message(scene.operate(Map.of(), "key.rewrap", Map.of())))
        .startsWith("nothing was done, for hash_secret/")
        .contains("restauth check");

    assertThat(scene.keyFiles()).containsAllEntriesOf(before);
    try (TestServer server = scene.start(Map.of())) {
      scene.assertTokensAndPepperWork(server);
    }
  }

  @Test
  void doesNotInterruptOtherUsers() throws Exception {
    scene.fill(Map.of());
    try (TestServer server = scene.start(Map.of());
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean moving = new AtomicBoolean(true);
      List<Future<Integer>> served = new ArrayList<>();
      for (int client = 0; client < 4; client++) {
        String name = "client" + client;
        server.calls().register(name, "python");
        served.add(
            clients.submit(
                () -> {
                  int calls = 0;
                  for (; moving.get() || calls < 3; calls++) {
                    String token = server.calls().token(name, "python");
                    assertThat(server.calls().get("/api/resource", basic(token, "x")).status())
                        .isEqualTo(200);
                    scene.assertTokensAndPepperWork(server);
                  }
                  return calls;
                }));
      }
      for (int move = 0; move < 10; move++) {
        scene.done("key.rewrap", Map.of());
        scene.done("key.rotate", Map.of("at_once", "true"));
      }
      moving.set(false);
      for (Future<Integer> each : served) {
        assertThat(each.get()).isPositive();
      }
      assertThat(scene.done("check", Map.of())).containsEntry("sound", true);
    }
  }

  /**
   * The names of encrypted columns. If you add an encrypted column, re-encrypt it when the master
   * key changes, or list it here with the reason for the exception.
   */
  @Test
  void coversEverySealedColumn() throws SQLException {
    scene.fill(Map.of());
    List<String> columns = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c"
                    + " WHERE m.type = 'table' AND c.name LIKE '%seal%'")) {
      while (rows.next()) {
        columns.add(rows.getString(1));
      }
    }
    assertThat(columns)
        .containsExactlyInAnyOrder(
            "signing_key.sealed_private_key",
            "id_signing_key.sealed_private_key", // IdTokenKeysTest covers this column
            "adopted_source.sealed_token_key",
            "hash_secret.sealed",
            "outbox.sealed_recipient",
            "outbox.sealed_body",
            // Only the token's holder has the key to this column.
            "refresh_token.sealed_current");
  }

  /** Returns an operator's key file. */
  private String key(String name) {
    Path file = folder.resolve(name + ".key");
    MasterKey.loadOrCreate(file);
    return file.toString();
  }

  private String id(String name) {
    return MasterKey.load(folder.resolve(name + ".key")).keyId();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + scene.data("restauth.sqlite"));
  }

  private void sql(String text) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private static String message(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }
}
