package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.config.ConfigException;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refused start, which leaves the database unchanged. Its message suggests a remedy. */
@Tag("sqlite")
class RefusedStartTest {
  /**
   * Settings with which a start would publish a new signing key, if the server did not refuse to
   * start.
   */
  private static final Map<String, String> ANOTHER_ALGORITHM =
      Map.of("signing-algorithm", "ed25519");

  @TempDir Path folder;

  private String kid = "";

  @BeforeEach
  void serveOnce() throws SQLException {
    TestServer.start(folder).close();
    kid = keys().getFirst();
  }

  @Test
  void changesNoKeysIfThePortIsTaken() throws IOException, SQLException {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (TestServer first = TestServer.start(other)) {
      assertThatThrownBy(() -> start(Map.of("port", "" + first.port())))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "cannot listen on 127.0.0.1 port "
                  + first.port()
                  + ": another program uses this port: stop it, or choose another port");
    }
    assertThat(keys()).containsExactly(kid);
  }

  @Test
  void changesNoKeysIfTheBlocklistIsInvalid() throws IOException, SQLException {
    Path list = Files.writeString(folder.resolve("passwords.txt"), "password\nletmein\n".repeat(9));

    assertThatThrownBy(
            () -> start(Map.of("password-policy", "nist", "password-blocklist", list.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("password-blocklist ")
        .hasMessageContaining("passwords.txt: this file was not made by restauth build-blocklist")
        .message()
        .hasLineCount(1);

    assertThat(keys()).containsExactly(kid);
  }

  @Test
  void dataFolderThatCannotBeCreatedIsReported() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    Map<String, String> settings = Map.of("data", "file/data");

    assertThatThrownBy(
            () -> Main.OURS.start(TestServer.config(folder, settings), InstantSource.system()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("cannot write in the folder ")
        .hasMessageEndingWith("/file/data: Not a directory");
  }

  @Test
  void databaseOfANewerVersionAndInvalidFileAreReported() throws IOException, SQLException {
    execute("UPDATE flyway_schema_history SET version = '99' WHERE version = '1'");
    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContainingAll("version 99", "newer REST-auth")
        .message()
        .hasLineCount(1);
    assertThat(keys()).containsExactly(kid);

    Files.writeString(folder.resolve("data/restauth.sqlite"), "not a database ".repeat(100));
    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("cannot open the database")
        .message()
        .hasLineCount(1);
  }

  @Test
  void changesNoKeysIfTheMasterKeyIsWrongOrMissing() throws IOException, SQLException {
    Path right = folder.resolve("data/master.key");
    Path elsewhere = Files.move(right, folder.resolve("elsewhere.key"));
    String wrong = "MTEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    Path other = Files.writeString(folder.resolve("other.key"), wrong);
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));

    try (LogCatcher log = new LogCatcher("dev.restauth")) {
      assertThatThrownBy(() -> start(Map.of("master-key-file", other.toString())))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("wrong master key")
          .hasMessageNotContainingAny(wrong, Files.readString(elsewhere).strip())
          .message()
          .hasLineCount(1);
      assertThat(String.join("\n", log.takeAll()))
          .doesNotContain(wrong, Files.readString(elsewhere).strip());
    }
    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("the master key is missing")
        .message()
        .hasLineCount(1);

    assertThat(right).doesNotExist();
    assertThat(keys()).containsExactly(kid);
    Files.move(elsewhere, right);
    TestServer.start(folder).close();
  }

  @Test
  void createsNothingWithSettingsThatAllowTooLongTokens(@TempDir Path empty) {
    Map<String, String> settings =
        Map.of(
            "signing-algorithm", "rs256",
            "issuer", "i".repeat(2048),
            "audience", "a".repeat(2048));

    assertThatThrownBy(
            () -> Main.OURS.start(TestServer.config(empty, settings), InstantSource.system()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("issuer and audience: with these, a token could have ")
        .hasMessageContainingAll("at most 6,041 fit", "signing-algorithm")
        .message()
        .hasLineCount(1);

    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void createsNothingOnPostgresqlWithoutAMasterKey(@TempDir Path empty) throws SQLException {
    Map<String, String> settings = Map.of("database", TestDatabase.emptyPostgresUrl());

    assertThatThrownBy(
            () -> Main.OURS.start(TestServer.config(empty, settings), InstantSource.system()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "master-key-file: on PostgreSQL no key is made, since every node needs the same one:"
                + " give it here or in RESTAUTH_MASTER_KEY; to make one, run once: openssl rand"
                + " -base64 32");

    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void databaseOnPostgresqlWithAnotherMasterKeyIsReported() throws IOException, SQLException {
    String url = TestDatabase.postgresUrl();
    TestServer.start(folder, InstantSource.system(), TestServer.sharing(folder, url)).close();
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

    assertThatThrownBy(
            () ->
                TestServer.start(
                    elsewhere, InstantSource.system(), TestServer.sharing(elsewhere, url)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageMatching(
            "wrong master key: the database was made with key [0-9a-f]{16}, this is key"
                + " [0-9a-f]{16}: give the one it was made with \\(RESTAUTH_MASTER_KEY or"
                + " --master-key-file\\)");
  }

  @Test
  void changesNoKeysIfTheCertificateCannotBeRead() throws IOException, SQLException {
    Path none = Files.writeString(folder.resolve("none.pem"), "no certificate");

    assertThatThrownBy(
            () -> start(Map.of("tls-certificate", none.toString(), "tls-key", none.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.pem");

    assertThat(keys()).containsExactly(kid);
  }

  @Test
  void changesNoKeysIfOneHasAnUnknownAlgorithm() throws SQLException {
    execute("UPDATE signing_key SET algorithm = 'XS512'");

    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("XS512 is not a supported algorithm");

    assertThat(keys()).containsExactly(kid);
  }

  @Test
  void folderInPlaceOfTheSocketIsReported() throws IOException, SQLException {
    Path socket = Files.createDirectory(folder.resolve("data/restauth.sock"));

    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "cannot listen for commands on %s: it is no socket: move it away".formatted(socket));
    assertThat(keys()).containsExactly(kid);
  }

  @Test
  void namesTheCommandThatRevokesAForeignKey() throws SQLException {
    execute(
        "INSERT INTO signing_key SELECT '-hers', algorithm, public_jwk, sealed_private_key,"
            + " created_at, signs_from, longest_token FROM signing_key");

    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("the signing key -hers cannot be opened")
        .hasMessageEndingWith("restauth key revoke -- -hers");

    assertThat(TestServer.operate(folder, "key.revoke", Map.of("kid", "-hers")))
        .isInstanceOf(Reply.Done.class);
    try (TestServer server = TestServer.start(folder)) {
      HttpCalls calls = server.calls();
      assertThat(calls.register("miguel", "python").status()).isEqualTo(201);
    }
  }

  /**
   * The refused start must create nothing, because the operator may choose another folder or
   * database at the next start.
   */
  @Test
  void createsNothingForANewServerWithoutTheRequiredUserNamesSetting(@TempDir Path empty)
      throws IOException, SQLException {
    String shared = TestDatabase.emptyPostgresUrl();
    for (Map<String, String> database :
        List.of(Map.<String, String>of(), TestServer.sharing(folder, shared))) {
      Map<String, String> settings =
          new HashMap<>(
              Map.of("host", "0.0.0.0", "insecure-http", "true", "password-policy", "compat"));
      settings.putAll(database);
      assertThatThrownBy(
              () -> Main.OURS.start(TestServer.config(empty, settings), InstantSource.system()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("must choose who may read the names of users");
    }
    assertThat(empty).isEmptyDirectory();
    try (Connection connection = DriverManager.getConnection(shared);
        ResultSet tables = connection.getMetaData().getTables(null, "public", "%", null)) {
      assertThat(tables.next()).as("there is a table").isFalse();
    }
  }

  private void start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(ANOTHER_ALGORITHM);
    all.putAll(settings);
    TestServer.start(folder, InstantSource.system(), all).close();
  }

  private List<String> keys() throws SQLException {
    List<String> keys = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(database());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT kid FROM signing_key ORDER BY signs_from")) {
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
    }
    return keys;
  }

  private void execute(String sql) throws SQLException {
    TestDatabase.execute(database(), sql);
  }

  private String database() {
    return "jdbc:sqlite:" + folder.resolve("data/restauth.sqlite");
  }
}
