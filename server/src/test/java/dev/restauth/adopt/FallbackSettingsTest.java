package dev.restauth.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.Config;
import dev.restauth.config.Loading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The settings for the old application whose users are adopted, and the dependencies between the
 * settings.
 */
class FallbackSettingsTest {
  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws Exception {
    Files.createFile(folder.resolve("old.sqlite"));
    Files.createFile(folder.resolve("secret"));
  }

  @Test
  void hasDefaultsForAFile() {
    Config config = loading("old.sqlite").config();

    assertThat(config.get(FallbackSettings.FALLBACK).orElseThrow().reveal())
        .isEqualTo(folder.resolve("old.sqlite").toString());
    assertThat(config.get(FallbackSettings.SYSTEM))
        .isEqualTo(FallbackSettings.Application.REST_AUTH);
    assertThat(config.get(FallbackSettings.ID_GAP)).isEqualTo(1_000_000);
    assertThat(config.get(FallbackSettings.HASH_FORMAT)).isEqualTo("auto");
    assertThat(config.get(FallbackSettings.QUERY)).isEmpty();
  }

  @Test
  void systemNameHasAHyphen() {
    assertThat(
            loading("old.sqlite")
                .flag("fallback-system", "rest-auth")
                .config()
                .get(FallbackSettings.FALLBACK))
        .isPresent();
    assertThat(loading("old.sqlite").flag("fallback-system", "flask").problems())
        .containsExactly(
            "flag --fallback-system: \"fallback-system\" is \"flask\"; expected one of rest-auth,"
                + " django, sql");
  }

  @Test
  void detailsNeedADatabase() {
    assertThat(
            new Loading(folder)
                .flag("fallback-query", "SELECT 1 AS username")
                .flag("fallback-user", "reader")
                .flag("fallback-id-gap", "5")
                .problems())
        .containsExactly(
            "flag --fallback-query: \"fallback-query\" needs fallback as well",
            "flag --fallback-user: \"fallback-user\" needs fallback as well",
            "flag --fallback-id-gap: \"fallback-id-gap\" needs fallback as well");
  }

  @Test
  void otherSystemNeedsAQuery() {
    assertThat(loading("old.sqlite").flag("fallback-system", "sql").problems())
        .containsExactly(
            "flag --fallback-system: \"fallback-system\" needs fallback-query as well");
  }

  @Test
  void queryMustBeASelect() {
    assertThat(loading("old.sqlite").flag("fallback-query", "DROP TABLE users").problems())
        .containsExactly(
            "flag --fallback-query: \"fallback-query\" is \"DROP TABLE users\"; expected a query that"
                + " begins with SELECT");
  }

  @Test
  void otherDatabaseNeedsADriver() {
    assertThat(loading("jdbc:mysql://db.example/old").problems())
        .containsExactly("flag --fallback: \"fallback\" needs fallback-driver as well");
    assertThat(loading("jdbc:postgresql://db.example/old").config().get(FallbackSettings.FALLBACK))
        .isPresent();
  }

  @Test
  void fileHasNoUserAndNoPassword() {
    assertThat(
            loading("old.sqlite")
                .flag("fallback-user", "reader")
                .flag("fallback-password-file", "secret")
                .problems())
        .containsExactly(
            "flag --fallback-user: \"fallback-user\" does not apply to a SQLite file; remove it",
            "flag --fallback-password-file: \"fallback-password-file\" does not apply to a SQLite file; remove it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlite::memory:",
        "jdbc:sqlite:old.sqlite?mode=memory",
        "jdbc:sqlite:",
        "file:old.sqlite",
        "mysql://root:hunter2@db.example/old"
      })
  void invalidPlacesAreRefusedAndNotShown(String place) {
    assertThat(loading(place).problems())
        .containsExactly(
            "flag --fallback: \"fallback\" is refused; expected the path of a SQLite file, or a URL"
                + " that begins with jdbc: or postgres://");
  }

  @Test
  void missingFileIsReported() {
    assertThat(loading("older.sqlite").problems())
        .containsExactly("flag --fallback: \"fallback\" is refused; there is no such file");
  }

  @Test
  void urlIsASecret() {
    Config config = loading("postgres://reader:hunter2@db.example/old").config();

    assertThat(config.toString()).doesNotContain("hunter2", "reader");
  }

  @Test
  void readablePasswordFileCausesAWarning() throws Exception {
    Files.setPosixFilePermissions(
        folder.resolve("secret"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(
            loading("postgres://db.example/old")
                .flag("fallback-password-file", "secret")
                .config()
                .warnings())
        .singleElement()
        .asString()
        .startsWith("fallback-password-file: every user of this machine can read");
  }

  private Loading loading(String fallback) {
    return new Loading(folder).flag("fallback", fallback);
  }
}
