package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.database.DatabasePlace;
import dev.restauth.http.ListenSettings;
import dev.restauth.password.PasswordSettings;
import dev.restauth.session.SessionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Path folder;
  private final Loading loading;

  ConfigLoaderTest(@TempDir Path folder) {
    this.folder = folder;
    this.loading = new Loading(folder);
  }

  private static Setting<?> setting(String key) {
    return Declarations.OURS.settings().ofKey(key).orElseThrow();
  }

  private static SecretVariable secret(String key) {
    return Declarations.OURS.settings().secrets().stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void loadsWithoutAnySetting() {
    Config config =
        loading.variable("HOME", "/root").variable("RESTAUTH_JAVA_OPTS", "-Xmx1g").config();
    assertThat(config.get(ListenSettings.HOST).isLoopback()).isTrue();
    assertThat(config.warnings()).isEmpty();
    assertThat(config.file()).isEmpty();
  }

  @Test
  void aBlocklistNeedsThePolicyThatReadsIt() throws Exception {
    Files.writeString(folder.resolve("filter"), "");
    assertThat(loading.flag("password-blocklist", "filter").problems())
        .containsExactly(
            "flag --password-blocklist: \"password-blocklist\" counts only with \"password-policy\""
                + " nist; choose that, or remove it");
    assertThat(loading.flag("password-policy", "nist").config().get(PasswordSettings.BLOCKLIST))
        .contains(folder.resolve("filter"));
  }

  @Test
  void reportsAllProblemsTogetherWithTheirPlaces() throws Exception {
    Files.writeString(
        folder.resolve("restauth.yaml"),
        "prot: 1\nlog-level: loud\ntoken-duration: 5s\nport: 70000\n");
    assertThat(
            loading
                .flag("port", "http")
                .flag("tokn-duration", "5s")
                .variable("RESTAUTH_PORT", "-1")
                .variable("RESTAUTH_LOG_FROMAT", "json")
                .variable("RESTAUTH_DATABASE", "jdbc:mysql://root:hunter2@db/x")
                .problems())
        .containsExactlyInAnyOrder(
            "flag --tokn-duration: there is no setting \"tokn-duration\"; did you mean --token-duration?",
            "variable RESTAUTH_LOG_FROMAT: there is no such setting; did you mean RESTAUTH_LOG_FORMAT?",
            "restauth.yaml line 1: there is no setting \"prot\"; did you mean port?",
            "flag --port: \"port\" is \"http\"; expected a whole number from 0 to 65535",
            "variable RESTAUTH_PORT: \"port\" is \"-1\"; expected a whole number from 0 to 65535",
            "restauth.yaml line 4: \"port\" is \"70000\"; expected a whole number from 0 to 65535",
            "variable RESTAUTH_DATABASE: \"database\" is refused; expected jdbc:sqlite:PATH, the path of a file without options, or jdbc:postgresql://HOST/NAME",
            "restauth.yaml line 3: \"token-duration\" is \"5s\"; expected a duration from 30s to 24h",
            "restauth.yaml line 2: \"log-level\" is \"loud\"; expected one of error, warning, info, debug");
  }

  @Test
  void doesNotSuggestDissimilarNames() {
    assertThat(loading.flag("zzzzzzzzzz", "1").variable("RESTAUTH_QQQQQQQQQQQQ", "1").problems())
        .containsExactly(
            "flag --zzzzzzzzzz: there is no setting \"zzzzzzzzzz\"; serve --help lists all settings",
            "variable RESTAUTH_QQQQQQQQQQQQ: there is no such setting; serve --help lists all settings");
  }

  @Test
  void aBlankVariableIsNotSetAndABlankFlagIsAnError() {
    assertThat(
            loading
                .variable("RESTAUTH_PORT", " ")
                .variable("RESTAUTH_CONFIG", "")
                .config()
                .get(ListenSettings.PORT))
        .isEqualTo(5000);
    assertThat(loading.flag("port", "").problems())
        .containsExactly("flag --port: \"port\" has no value; expected one");
  }

  @Test
  void aValueIsQuotedOnOneShortLine() {
    assertThat(loading.flag("port", "1\n" + "x".repeat(100)).problems())
        .containsExactly(
            "flag --port: \"port\" is \"1\\n"
                + "x".repeat(58)
                + "…\"; expected a whole number from 0 to 65535");
  }

  @ParameterizedTest
  @CsvSource({"99999999999999999999", "5_000", "0x10", "1.0", "'1,2'", "٣"})
  void otherTextsAreNotWholeNumbers(String text) {
    assertThat(loading.flag("port", text).problems())
        .singleElement()
        .asString()
        .contains("whole number");
  }

  @Test
  void aSwitchIsTrueOrFalse() {
    assertThat(loading.flag("insecure-http", "TRUE").config().get(setting("insecure-http")))
        .isEqualTo(true);
    assertThat(loading.flag("insecure-http", "yes").problems())
        .containsExactly(
            "flag --insecure-http: \"insecure-http\" is \"yes\"; expected true or false");
  }

  @Test
  void aNamedFileMustExist() {
    assertThat(loading.flag("config", "no.yaml").problems())
        .containsExactly("flag --config: \"config\" is \"no.yaml\"; there is no such file");
  }

  /**
   * A configuration file in a folder that the server must not enter. Root may enter every folder,
   * so the test causes the same error with a symbolic link to itself.
   */
  @Test
  void aFileThatCannotBeReachedIsNotCalledMissing() throws Exception {
    Files.createSymbolicLink(folder.resolve("loop.yaml"), Path.of("loop.yaml"));
    assertThat(loading.flag("config", "loop.yaml").problems())
        .containsExactly(
            "flag --config: \"config\" is \"loop.yaml\"; the file cannot be read by the user who runs this");
  }

  @Test
  void theDefaultFileMayNotBeALinkToNothing() throws Exception {
    Files.createSymbolicLink(folder.resolve("restauth.yaml"), Path.of("elsewhere.yaml"));
    assertThat(loading.problems())
        .containsExactly("restauth.yaml: is a link to a file that does not exist");
  }

  @Test
  void aNamedFileIsReadInsteadOfTheDefaultOne() throws Exception {
    Files.writeString(folder.resolve("restauth.yaml"), "port: bad\n");
    Files.writeString(folder.resolve("mine.yaml"), "port: 1\n");
    Config config = loading.variable("RESTAUTH_CONFIG", "mine.yaml").config();
    assertThat(config.get(ListenSettings.PORT)).isEqualTo(1);
    assertThat(config.file()).contains("mine.yaml");
  }

  @Test
  void aSessionShorterThanATokenIsRefused() {
    assertThat(loading.flag("token-duration", "1h").flag("session-duration", "59m").problems())
        .containsExactly(
            "flag --session-duration: a session (59m) cannot be shorter than a token (1h)");
    Config equal =
        new Loading(folder).flag("token-duration", "1h").flag("session-duration", "1h").config();
    assertThat(equal.get(SessionSettings.DURATION)).isEqualTo(Duration.ofHours(1));
    assertThat(new Loading(folder).variable("RESTAUTH_SESSION_DURATION", "5m").problems())
        .containsExactly(
            "variable RESTAUTH_SESSION_DURATION: a session (5m) cannot be shorter than a token (10m)");
  }

  @Test
  void theMasterKeyComesFromTheEnvironment() {
    Config config = loading.variable("RESTAUTH_MASTER_KEY", KEY + "\n").config();
    assertThat(config.find(secret("master-key"))).contains(new Secret(KEY));
    assertThat(config.toString()).doesNotContain(KEY).contains("[secret]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2hunter2", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk", "!!!"})
  void aMasterKeyOfAnotherFormIsRefusedAndNotShown(String text) {
    assertThat(loading.variable("RESTAUTH_MASTER_KEY", text).problems())
        .containsExactly(
            "variable RESTAUTH_MASTER_KEY: is not a master key; expected base64 of 32 bytes (its value is not shown)");
  }

  @Test
  void anEmptyMasterKeyDoesNotCountAsAbsent() {
    assertThat(loading.variable("RESTAUTH_MASTER_KEY", "").problems())
        .containsExactly(
            "variable RESTAUTH_MASTER_KEY: is set but empty; expected base64 of 32 bytes (its value is not shown)");
  }

  @Test
  void theMasterKeyIsNeitherFlagNorYamlKey() throws Exception {
    Files.writeString(folder.resolve("restauth.yaml"), "master-key: " + KEY + "\n");
    String elsewhere =
        ": the master key is taken from the variable RESTAUTH_MASTER_KEY or from a file named by master-key-file only";
    assertThat(loading.flag("master-key", KEY).problems())
        .containsExactly("flag --master-key" + elsewhere, "restauth.yaml line 1" + elsewhere);
  }

  @Test
  void oneMasterKeyIsEnough() throws Exception {
    Files.writeString(folder.resolve("k"), KEY);
    assertThat(loading.flag("master-key-file", "k").variable("RESTAUTH_MASTER_KEY", KEY).problems())
        .containsExactly(
            "flag --master-key-file: a master key is given in RESTAUTH_MASTER_KEY as well; choose one");
  }

  @Test
  void aPreviousMasterKeyIsGivenLikeTheCurrentOne() throws Exception {
    Files.writeString(folder.resolve("k"), KEY);
    Config config =
        loading
            .variable("RESTAUTH_MASTER_KEY", KEY)
            .variable("RESTAUTH_PREVIOUS_MASTER_KEY", KEY + "\n")
            .config();
    assertThat(config.find(secret("previous-master-key"))).contains(new Secret(KEY));
    assertThat(config.toString()).doesNotContain(KEY);

    assertThat(new Loading(folder).variable("RESTAUTH_PREVIOUS_MASTER_KEY", " ").problems())
        .containsExactly(
            "variable RESTAUTH_PREVIOUS_MASTER_KEY: is set but empty; expected base64 of 32 bytes (its value is not shown)");
    assertThat(new Loading(folder).flag("previous-master-key", KEY).problems())
        .containsExactly(
            "flag --previous-master-key: the previous master key is taken from the variable RESTAUTH_PREVIOUS_MASTER_KEY"
                + " or from a file named by previous-master-key-file only");
    assertThat(loading.flag("previous-master-key-file", "k").problems())
        .containsExactly(
            "flag --previous-master-key-file: a master key is given in RESTAUTH_PREVIOUS_MASTER_KEY as well; choose one");
  }

  @Test
  void aPreviousMasterKeyWithoutACurrentOneIsAMistake() throws Exception {
    Files.writeString(folder.resolve("k"), KEY);
    String alone =
        ": a previous master key is of use only with a new one; give the new one with \"master-key-file\" or in RESTAUTH_MASTER_KEY";
    assertThat(loading.flag("previous-master-key-file", "k").problems())
        .containsExactly("flag --previous-master-key-file" + alone);
    assertThat(new Loading(folder).variable("RESTAUTH_PREVIOUS_MASTER_KEY", KEY).problems())
        .containsExactly("previous-master-key-file" + alone);
  }

  @Test
  void aKeyReadableByAllUsersCausesAWarning() throws Exception {
    Path key = Files.writeString(folder.resolve("k"), KEY);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(loading.flag("master-key-file", "k").config().warnings()).isEmpty();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(loading.config().warnings())
        .singleElement()
        .asString()
        .matches("master-key-file: every user of this machine can read \".*k\"; chmod 600 it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.sqlite",
        "jdbc:sqlite:",
        "jdbc:sqlite::memory:",
        "jdbc:sqlite:x?mode=memory",
        "jdbc:sqlite:file:x"
      })
  void otherTextsAreNotDatabases(String url) {
    assertThat(loading.flag("database", url).problems())
        .containsExactly(
            "flag --database: \"database\" is refused; expected jdbc:sqlite:PATH, the path of a file without options, or jdbc:postgresql://HOST/NAME");
  }

  @Test
  void pathsAreRelativeToTheWorkingDirectoryAndTildeIsRefused() throws Exception {
    Files.createFile(folder.resolve("file"));
    assertThat(DatabasePlace.of(loading.flag("data", "/srv/x").config()))
        .isEqualTo(new DatabasePlace.SqliteFile(Path.of("/srv/x/restauth.sqlite")));
    assertThat(loading.flag("data", "~/x").problems())
        .containsExactly(
            "flag --data: \"data\" is \"~/x\"; only shells expand \"~\"; expected the whole path");
    assertThat(loading.flag("data", "file").problems())
        .containsExactly("flag --data: \"data\" is \"file\"; it is a file; expected a folder");
    assertThat(loading.flag("data", "a\0b").problems())
        .containsExactly("flag --data: \"data\" is \"a\\u0000b\"; expected a path");
  }

  @Test
  void aSecretGivenInsteadOfItsFileIsNotShown() {
    assertThat(
            loading
                .flag("master-key-file", KEY)
                .flag("tls-keystore-password-file", "hunter2")
                .flag("tls-keystore", "no")
                .flag("public-url", "https://user:hunter2@example.com")
                .flag("cors-origins", "https://user:hunter2@example.com")
                .problems())
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).doesNotContain("hunter2").doesNotContain(KEY))
        .contains("flag --master-key-file: \"master-key-file\" is refused; there is no such file");
  }

  @Test
  void issuerAndAudienceAreTextsOrUris() {
    assertThat(
            loading
                .flag("issuer", "urn:x:y")
                .flag("audience", "an api")
                .config()
                .get(setting("audience")))
        .isEqualTo(Optional.of("an api"));
    assertThat(loading.flag("issuer", "a: b").flag("audience", "x".repeat(2049)).problems())
        .satisfiesExactly(
            line -> assertThat(line).endsWith("expected a URI, or a text without a colon"),
            line ->
                assertThat(line)
                    .endsWith("expected at most 2048 characters and no control characters"));
  }

  @Test
  void theEnvironmentIsThatOfTheProcess() {
    assertThat(ConfigLoader.environment()).isEqualTo(System.getenv());
  }
}
