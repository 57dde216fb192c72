package dev.restauth.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.Config;
import dev.restauth.config.Loading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice of the database, and the protection of its connections. */
class DatabaseSettingsTest {
  private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final String JDK = "org.postgresql.ssl.DefaultJavaSSLFactory";

  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws Exception {
    Files.writeString(folder.resolve("password"), "hunter3\n");
  }

  private Loading loading(String url) {
    return new Loading(folder).flag("database", url).variable("RESTAUTH_MASTER_KEY", KEY);
  }

  private static DatabasePlace.Postgres postgres(Config config) {
    return (DatabasePlace.Postgres) DatabasePlace.of(config);
  }

  @Test
  void settingsTakePrecedenceOverTheUrl() {
    DatabasePlace.Postgres database =
        postgres(
            loading("postgres://rest:hunter2@localhost/auth")
                .flag("database-user", "another")
                .flag("database-password-file", "password")
                .config());

    assertThat(database.user()).contains("another");
    assertThat(database.password().orElseThrow().reveal()).isEqualTo("hunter3");
    assertThat(database).hasToString("localhost:5432/auth");
  }

  @Test
  void loadedSettingsDoNotShowThePassword() {
    assertThat(loading("postgres://rest:hunter2@localhost/auth").config().toString())
        .doesNotContain("hunter2");
  }

  @Test
  void masterKeyIsRequiredOnPostgres() {
    assertThat(
            new Loading(folder).flag("database", "postgres://rest:hunter2@db.example/a").problems())
        .singleElement()
        .asString()
        .contains("every node needs the same one")
        .doesNotContain("hunter2");
  }

  @Test
  void userAndConnectionsDoNotApplyToAFile() {
    assertThat(
            new Loading(folder)
                .flag("database-user", "rest")
                .flag("database-connections", "8")
                .problems())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("does not apply to a SQLite file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.2", "[::1]", "localhost,127.0.0.1"})
  void loopbackNeedsNoTls(String hosts) {
    Config config = loading("jdbc:postgresql://" + hosts + "/auth").config();

    assertThat(postgres(config).options()).isEmpty();
    assertThat(config.warnings()).isEmpty();
  }

  /** The server does not resolve the name, because the name may lead to another address later. */
  @ParameterizedTest
  @ValueSource(
      strings = {"db.example", "192.0.2.1", "[2001:db8::1]", "localhost,db.example", "here.test"})
  void serverIsVerifiedBeyondLoopback(String hosts) {
    PostgresUrl url = PostgresUrl.parse("jdbc:postgresql://" + hosts + "/auth");

    assertThat(PostgresTls.options(url, false))
        .isEqualTo(Map.of("sslmode", "verify-full", "sslfactory", JDK));
    assertThat(PostgresTls.options(url, true)).isEqualTo(Map.of("sslmode", "verify-full"));
    Config config = loading("jdbc:postgresql://" + hosts + "/auth").config();
    assertThat(postgres(config).options()).containsEntry("sslmode", "verify-full");
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sslrootcert=/etc/ca.crt", "sslcert=/etc/me.crt"})
  void ownCertificatesAreLeftToTheDriver(String option) {
    PostgresUrl url = PostgresUrl.parse("jdbc:postgresql://db.example/auth?" + option);

    assertThat(PostgresTls.options(url, false))
        .containsEntry("sslmode", "verify-full")
        .doesNotContainKey("sslfactory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "allow", "prefer", "require"})
  void weakModesAreWarnedAbout(String mode) {
    Config config = loading("jdbc:postgresql://db.example/auth?sslmode=" + mode).config();

    assertThat(postgres(config).options()).isEqualTo(Map.of("sslmode", mode));
    assertThat(config.warnings())
        .containsExactly(
            "database: with sslmode "
                + mode
                + " an attacker between this server and PostgreSQL can pretend to be it");
    assertThat(loading("jdbc:postgresql://localhost/auth?sslmode=" + mode).config().warnings())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-ca", "verify-full"})
  void verifyingModesAreNotWarnedAbout(String mode) {
    assertThat(loading("jdbc:postgresql://db.example/auth?sslmode=" + mode).config().warnings())
        .isEmpty();
  }

  @Test
  void unknownModeIsRefused() {
    assertThat(loading("jdbc:postgresql://db.example/auth?sslmode=verify").problems())
        .containsExactly(
            "flag --database: \"database\" is refused; its option sslmode may be verify-full,"
                + " verify-ca, require, prefer, allow, disable");
  }
}
