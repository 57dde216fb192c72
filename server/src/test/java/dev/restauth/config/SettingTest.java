package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.restauth.log.LogFormat;
import dev.restauth.log.LogLevel;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every setting's default and its way from flag, variable and file into the configuration. */
class SettingTest {
  /**
   * One setting's expectations.
   *
   * @param text a value other than the default, as it is given
   * @param companion other flags without which the value would be refused
   * @param always other flags without which there would not even be a default
   */
  record Row(
      Object byDefault,
      String text,
      Object value,
      Map<String, String> companion,
      Map<String, String> always,
      Function<Config, Object> read) {
    static Row of(Object byDefault, String text, Object value, Function<Config, Object> read) {
      return new Row(byDefault, text, value, Map.of(), Map.of(), read);
    }

    Row with(String key, String value) {
      return new Row(byDefault, text, this.value, Map.of(key, value), always, read);
    }
  }

  /** What counts on PostgreSQL alone. */
  private static Row onPostgres(
      Object byDefault, String text, Object value, Function<DatabasePlace.Postgres, Object> read) {
    Map<String, String> postgres =
        Map.of("database", "jdbc:postgresql://db.example/auth", "master-key-file", "other");
    return new Row(
        byDefault,
        text,
        value,
        postgres,
        postgres,
        c -> read.apply((DatabasePlace.Postgres) c.storage().database()));
  }

  /** No default branch: a new setting without a row does not compile. */
  private static Row row(Setting setting, Path folder) {
    Path file = folder.resolve("file");
    return switch (setting) {
      case HOST -> Row.of("127.0.0.1", "::1", "::1", c -> c.listen().host());
      case PORT -> Row.of(5000, "0", 0, c -> c.listen().port());
      case PUBLIC_URL ->
          Row.of(
              Optional.empty(),
              "https://Example.com/auth/",
              Optional.of(URI.create("https://example.com/auth")),
              c -> c.listen().publicUrl());
      case INSECURE_HTTP -> Row.of(false, "true", true, c -> c.listen().insecureHttp());
      case TRUSTED_PROXIES ->
          Row.of(
              List.of(),
              "10.0.0.0/8, ::1",
              List.of(AddressBlock.parse("10.0.0.0/8"), AddressBlock.parse("::1")),
              c -> c.listen().trustedProxies());
      case CORS_ORIGINS ->
          Row.of(
              List.of(),
              "https://a.example,http://b.example:8080",
              List.of("https://a.example", "http://b.example:8080"),
              c -> c.listen().corsOrigins());
      case TLS_CERTIFICATE ->
          Row.of(
                  Optional.empty(),
                  "file",
                  Optional.of(new Tls.Pem(file, folder.resolve("other"))),
                  c -> c.listen().tls())
              .with("tls-key", "other");
      case TLS_KEY ->
          Row.of(
                  Optional.empty(),
                  "file",
                  Optional.of(new Tls.Pem(folder.resolve("other"), file)),
                  c -> c.listen().tls())
              .with("tls-certificate", "other");
      case TLS_KEYSTORE ->
          Row.of(
                  Optional.empty(),
                  "file",
                  Optional.of(new Tls.Pkcs12(file, folder.resolve("other"))),
                  c -> c.listen().tls())
              .with("tls-keystore-password-file", "other");
      case TLS_KEYSTORE_PASSWORD_FILE ->
          Row.of(
                  Optional.empty(),
                  "file",
                  Optional.of(new Tls.Pkcs12(folder.resolve("other"), file)),
                  c -> c.listen().tls())
              .with("tls-keystore", "other");
      case CONFIG ->
          Row.of(Optional.empty(), "empty.yaml", Optional.of("empty.yaml"), Config::file);
      case DATA ->
          Row.of(folder.resolve("data"), "d/../e", folder.resolve("e"), c -> c.storage().data());
      case DATABASE ->
          Row.of(
              new DatabasePlace.SqliteFile(folder.resolve("data/restauth.sqlite")),
              "jdbc:sqlite:db/x.sqlite",
              new DatabasePlace.SqliteFile(folder.resolve("db/x.sqlite")),
              c -> c.storage().database());
      case DATABASE_USER ->
          onPostgres(Optional.empty(), "ann", Optional.of("ann"), DatabasePlace.Postgres::user);
      case DATABASE_PASSWORD_FILE ->
          onPostgres(
              Optional.empty(),
              "file",
              Optional.of(""),
              place -> place.password().map(Secret::reveal));
      case DATABASE_CONNECTIONS -> onPostgres(20, "4", 4, DatabasePlace.Postgres::connections);
      case MAX_STALENESS ->
          onPostgres(
              Duration.ofSeconds(60),
              "3s",
              Duration.ofSeconds(3),
              DatabasePlace.Postgres::maxStaleness);
      case MASTER_KEY_FILE ->
          Row.of(Optional.empty(), "file", Optional.of(file), c -> c.storage().masterKeyFile());
      case PREVIOUS_MASTER_KEY_FILE ->
          Row.of(
                  Optional.empty(),
                  "file",
                  Optional.of(file),
                  c -> c.storage().previousMasterKeyFile())
              .with("master-key-file", "other");
      case ISSUER ->
          Row.of(
              Optional.empty(),
              "https://x.example",
              Optional.of("https://x.example"),
              c -> c.tokens().issuer());
      case AUDIENCE ->
          Row.of(Optional.empty(), "api", Optional.of("api"), c -> c.tokens().audience());
      case TOKEN_DURATION ->
          Row.of(
              Duration.ofMinutes(10), "24h", Duration.ofHours(24), c -> c.tokens().tokenDuration());
      case SESSION_DURATION ->
          Row.of(
              Duration.ofDays(30), "365d", Duration.ofDays(365), c -> c.tokens().sessionDuration());
      case SESSION_IDLE_DURATION ->
          Row.of(
              Duration.ofDays(14),
              "10m",
              Duration.ofMinutes(10),
              c -> c.tokens().sessionIdleDuration());
      case SIGNING_ALGORITHM ->
          Row.of(
              SigningAlgorithmName.ES256,
              "ed25519",
              SigningAlgorithmName.ED25519,
              c -> c.tokens().signingAlgorithm());
      case KEY_ROTATION ->
          Row.of(
              Duration.ofDays(90), "3650d", Duration.ofDays(3650), c -> c.tokens().keyRotation());
      case PASSWORD_POLICY ->
          Row.of(
              PasswordPolicyName.COMPAT,
              "nist",
              PasswordPolicyName.NIST,
              c -> c.passwords().policy());
      case PASSWORD_BLOCKLIST ->
          Row.of(Optional.empty(), "file", Optional.of(file), c -> c.passwords().blocklist())
              .with("password-policy", "nist");
      case HASHING_THREADS ->
          Row.of(
              Math.min(64, Runtime.getRuntime().availableProcessors()),
              "64",
              64,
              c -> c.passwords().hashingThreads());
      case HASHING_WAIT ->
          Row.of(
              Duration.ofSeconds(2), "1m", Duration.ofMinutes(1), c -> c.passwords().hashingWait());
      case VERIFIED_PASSWORD_DURATION ->
          Row.of(
              Duration.ofMinutes(5),
              "0",
              Duration.ZERO,
              c -> c.passwords().verifiedPasswordDuration());
      case ACCOUNT_FAILURES ->
          Row.of(5, "1000000", 1_000_000, c -> c.passwords().accountFailures());
      case ADDRESS_FAILURES -> Row.of(100, "1", 1, c -> c.passwords().addressFailures());
      case ARGON2_MEMORY -> Row.of(19_456, "7168", 7_168, c -> c.passwords().argon2MemoryKib());
      case ARGON2_ITERATIONS -> Row.of(2, "64", 64, c -> c.passwords().argon2Iterations());
      case ARGON2_PARALLELISM -> Row.of(1, "16", 16, c -> c.passwords().argon2Parallelism());
      case FALLBACK ->
          Row.of(
              Optional.empty(),
              "jdbc:sqlite:file",
              Optional.of(file.toString()),
              c -> c.fallback().map(f -> f.database().reveal()));
      case FALLBACK_SYSTEM ->
          ofFallback("django", FallbackSystem.DJANGO, Fallback::system).with("fallback", "file");
      case FALLBACK_QUERY ->
          ofFallback(
                  "SELECT name AS username FROM people",
                  Optional.of("SELECT name AS username FROM people"),
                  Fallback::query)
              .with("fallback", "file");
      case FALLBACK_USER ->
          ofFallback("reader", Optional.of("reader"), Fallback::user)
              .with("fallback", "jdbc:postgresql://db.example/old");
      case FALLBACK_PASSWORD_FILE ->
          ofFallback("file", Optional.of(file), Fallback::passwordFile)
              .with("fallback", "postgres://db.example/old");
      case FALLBACK_DRIVER ->
          ofFallback("file", Optional.of(file), Fallback::driver)
              .with("fallback", "jdbc:mysql://db.example/old");
      case FALLBACK_ID_GAP -> ofFallback("1", 1, Fallback::idGap).with("fallback", "file");
      case FALLBACK_HASH_FORMAT ->
          ofFallback("sha1", "sha1", Fallback::hashFormat).with("fallback", "file");
      case MAX_CONNECTIONS -> Row.of(4_096, "1000000", 1_000_000, c -> c.limits().maxConnections());
      case MAX_CONNECTIONS_PER_ADDRESS ->
          Row.of(512, "1", 1, c -> c.limits().maxConnectionsPerAddress());
      case REQUEST_TIMEOUT ->
          Row.of(
              Duration.ofSeconds(10),
              "5m",
              Duration.ofMinutes(5),
              c -> c.limits().requestTimeout());
      case IDLE_TIMEOUT ->
          Row.of(Duration.ofMinutes(1), "1", Duration.ofSeconds(1), c -> c.limits().idleTimeout());
      case SHUTDOWN_TIMEOUT ->
          Row.of(Duration.ofSeconds(10), "0s", Duration.ZERO, c -> c.limits().shutdownTimeout());
      case LOG_FORMAT -> Row.of(LogFormat.TEXT, "json", LogFormat.JSON, c -> c.logging().format());
      case LOG_LEVEL -> Row.of(LogLevel.INFO, "debug", LogLevel.DEBUG, c -> c.logging().level());
    };
  }

  /** Nothing of it counts without the setting {@code fallback}. */
  private static Row ofFallback(String text, Object value, Function<Fallback, Object> read) {
    return Row.of(
        Optional.empty(), text, value, c -> c.fallback().map(read).orElse(Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource
  void hasADefault(Setting setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, folder);
    if (!row.always().isEmpty()) {
      var _ = prepared(folder);
    }
    Config config = ConfigLoader.load(row.always(), Map.of(), folder);
    assertThat(row.read().apply(config)).isEqualTo(row.byDefault());
  }

  @ParameterizedTest
  @EnumSource
  void comesFromAFlag(Setting setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, prepared(folder));
    Map<String, String> flags = new HashMap<>(row.companion());
    flags.put(setting.key(), row.text());
    assertThat(row.read().apply(ConfigLoader.load(flags, Map.of(), folder))).isEqualTo(row.value());
  }

  @ParameterizedTest
  @EnumSource
  void comesFromAVariable(Setting setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, prepared(folder));
    Map<String, String> environment = Map.of(setting.variable(), row.text(), "PATH", "/bin");
    Config config = ConfigLoader.load(row.companion(), environment, folder);
    assertThat(row.read().apply(config)).isEqualTo(row.value());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONFIG")
  void comesFromTheFile(Setting setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, prepared(folder));
    Files.writeString(
        folder.resolve("restauth.yaml"), setting.key() + ": \"" + row.text() + "\"\n");
    Config config = ConfigLoader.load(row.companion(), Map.of(), folder);
    assertThat(row.read().apply(config)).isEqualTo(row.value());
  }

  @Test
  void theFileCannotNameItself(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("restauth.yaml"), "config: other.yaml\n");
    assertThat(problems(Map.of(), Map.of(), folder))
        .containsExactly(
            "restauth.yaml line 1: \"config\" cannot stand in the file that it names; give it as a flag or a variable");
  }

  /**
   * The stronger source has the sample, each weaker one the default where that is a value, else
   * nothing.
   */
  @ParameterizedTest
  @EnumSource(names = {"PORT", "TOKEN_DURATION", "LOG_LEVEL", "INSECURE_HTTP"})
  void flagsWinOverVariablesOverTheFile(Setting setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, folder);
    String other = setting.defaultText();
    Path file = folder.resolve("restauth.yaml");
    Files.writeString(file, setting.key() + ": " + other + "\n");
    Map<String, String> strong = Map.of(setting.key(), row.text());
    Config byFlag = ConfigLoader.load(strong, Map.of(setting.variable(), other), folder);
    Config byVariable = ConfigLoader.load(Map.of(), Map.of(setting.variable(), row.text()), folder);
    assertThat(row.read().apply(byFlag)).isEqualTo(row.value());
    assertThat(row.read().apply(byVariable)).isEqualTo(row.value());
    assertThat(row.read().apply(ConfigLoader.load(Map.of(), Map.of(), folder)))
        .isEqualTo(row.byDefault());
  }

  @ParameterizedTest
  @EnumSource
  void isDescribedInOneShortLine(Setting setting) {
    assertThat(setting.description())
        .isNotBlank()
        .doesNotContain("\n")
        .doesNotEndWith(".")
        .hasSizeLessThan(120);
    assertThat(setting.flag()).isEqualTo("--" + setting.key()).matches("--[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(setting.variable()).matches("RESTAUTH_[A-Z0-9]+(_[A-Z0-9]+)*");
    assertThat(setting.metavar()).isNotBlank();
    assertThat(setting.defaultText()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void rangesAndFixedDefaultsAreInTheDescription(Setting setting) {
    if (setting.kind() instanceof Kind.Whole(int least, int most)) {
      assertThat(setting.description()).endsWith("(" + least + " to " + most + ")");
    }
    if (setting == Setting.SESSION_DURATION) {
      assertThat(setting.description()).endsWith("(5m to 365d)");
    }
  }

  private static List<String> problems(
      Map<String, String> flags, Map<String, String> environment, Path folder) {
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(flags, environment, folder));
    return thrown.problems().stream().map(Problem::toString).toList();
  }

  private static Path prepared(Path folder) throws Exception {
    Files.createFile(folder.resolve("file"));
    Files.createFile(folder.resolve("other"));
    Files.createFile(folder.resolve("empty.yaml"));
    return folder;
  }
}
