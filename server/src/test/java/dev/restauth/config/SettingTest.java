package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.restauth.Declarations;
import dev.restauth.database.DatabasePlace;
import dev.restauth.http.Tls;
import dev.restauth.http.TlsSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks every setting's default, and that the flag, the variable and the file set its value. */
class SettingTest {
  /**
   * The expectations for one setting.
   *
   * @param text a value other than the default, as an operator would write it
   * @param companion other flags that the value requires
   * @param always other flags that even the default requires
   * @param means reads the effect of the setting, if the effect depends on more than the value
   */
  record Row(
      Object byDefault,
      String text,
      Object value,
      Map<String, String> companion,
      Map<String, String> always,
      Optional<Function<Config, Object>> means) {
    static Row of(Object byDefault, String text, Object value) {
      return new Row(byDefault, text, value, Map.of(), Map.of(), Optional.empty());
    }

    Row with(String key, String value) {
      return new Row(byDefault, text, this.value, Map.of(key, value), always, means);
    }

    Row meaning(Function<Config, Object> what) {
      return new Row(byDefault, text, value, companion, always, Optional.of(what));
    }

    /**
     * Returns the value of {@code setting} in {@code config}. A choice is returned in its written
     * form.
     */
    Object read(Setting<?> setting, Config config) {
      Object read = means.isPresent() ? means.get().apply(config) : config.get(setting);
      return read instanceof Enum<?> chosen ? ValueType.word(chosen) : read;
    }
  }

  /** Expectations for a setting that applies only to PostgreSQL. */
  private static Row onPostgres(Object byDefault, String text, Object value) {
    Map<String, String> postgres =
        Map.of("database", "jdbc:postgresql://db.example/auth", "master-key-file", "other");
    return new Row(byDefault, text, value, postgres, postgres, Optional.empty());
  }

  private static DatabasePlace.Postgres postgres(Config config) {
    return (DatabasePlace.Postgres) DatabasePlace.of(config);
  }

  private static Row row(Setting<?> setting, Path folder) {
    Path file = folder.resolve("file");
    Path other = folder.resolve("other");
    return switch (setting.key()) {
      case "host" -> Row.of("127.0.0.1", "::1", "::1").meaning(c -> c.get(setting).toString());
      case "port" -> Row.of(5000, "0", 0);
      case "public-url" ->
          Row.of(
              Optional.empty(),
              "https://Example.com/auth/",
              Optional.of(URI.create("https://example.com/auth")));
      case "insecure-http" -> Row.of(false, "true", true);
      case "trusted-proxies" ->
          Row.of(
              List.of(),
              "10.0.0.0/8, ::1",
              List.of(AddressBlock.parse("10.0.0.0/8"), AddressBlock.parse("::1")));
      case "cors-origins" ->
          Row.of(
              List.of(),
              "https://a.example,http://b.example:8080",
              List.of("https://a.example", "http://b.example:8080"));
      case "tls-certificate" ->
          Row.of(Optional.empty(), "file", Optional.of(new Tls.Pem(file, other)))
              .meaning(TlsSettings::of)
              .with("tls-key", "other");
      case "tls-key" ->
          Row.of(Optional.empty(), "file", Optional.of(new Tls.Pem(other, file)))
              .meaning(TlsSettings::of)
              .with("tls-certificate", "other");
      case "tls-keystore" ->
          Row.of(Optional.empty(), "file", Optional.of(new Tls.Pkcs12(file, other)))
              .meaning(TlsSettings::of)
              .with("tls-keystore-password-file", "other");
      case "tls-keystore-password-file" ->
          Row.of(Optional.empty(), "file", Optional.of(new Tls.Pkcs12(other, file)))
              .meaning(TlsSettings::of)
              .with("tls-keystore", "other");
      case "management-port" -> Row.of(Optional.empty(), "5001", Optional.of(5_001));
      case "management-host" ->
          Row.of("127.0.0.1", "::1", "::1").meaning(c -> c.get(setting).toString());
      case "hsts-max-age" -> Row.of(Duration.ofDays(365), "0", Duration.ZERO);
      case "clients" -> Row.of(List.of(), "[]", List.of()); // ConfiguredClientsTest covers clients
      case "tokens-as-usernames" -> Row.of(true, "false", false);
      case "config" ->
          Row.of(Optional.empty(), "empty.yaml", Optional.of("empty.yaml")).meaning(Config::file);
      case "data" -> Row.of(folder.resolve("data"), "d/../e", folder.resolve("e"));
      case "database" ->
          Row.of(
                  new DatabasePlace.SqliteFile(folder.resolve("data/restauth.sqlite")),
                  "jdbc:sqlite:db/x.sqlite",
                  new DatabasePlace.SqliteFile(folder.resolve("db/x.sqlite")))
              .meaning(DatabasePlace::of);
      case "database-user" ->
          onPostgres(Optional.empty(), "ann", Optional.of("ann")).meaning(c -> postgres(c).user());
      case "database-password-file" ->
          onPostgres(Optional.empty(), "file", Optional.of(""))
              .meaning(c -> postgres(c).password().map(Secret::reveal));
      case "database-connections" -> onPostgres(20, "4", 4).meaning(c -> postgres(c).connections());
      case "max-staleness" -> onPostgres(Duration.ofSeconds(60), "3s", Duration.ofSeconds(3));
      case "master-key-file" -> Row.of(Optional.empty(), "file", Optional.of(file));
      case "previous-master-key-file" ->
          Row.of(Optional.empty(), "file", Optional.of(file)).with("master-key-file", "other");
      case "issuer" ->
          Row.of(Optional.empty(), "https://x.example", Optional.of("https://x.example"));
      case "audience" -> Row.of(Optional.empty(), "api", Optional.of("api"));
      case "token-renewal" -> Row.of("always", "password-only", "password-only");
      case "role-claim" -> Row.of(false, "true", true);
      case "attribute-claims" ->
          Row.of(List.of(), "department,plan", List.of("department", "plan"));
      case "token-duration" -> Row.of(Duration.ofMinutes(10), "24h", Duration.ofHours(24));
      case "session-duration" -> Row.of(Duration.ofDays(30), "365d", Duration.ofDays(365));
      case "session-idle-duration" -> Row.of(Duration.ofDays(14), "10m", Duration.ofMinutes(10));
      case "signing-algorithm" -> Row.of("es256", "ed25519", "ed25519");
      case "key-rotation" -> Row.of(Duration.ofDays(90), "3650d", Duration.ofDays(3650));
      case "password-policy" -> Row.of("compat", "nist", "nist");
      case "password-blocklist" ->
          Row.of(Optional.empty(), "file", Optional.of(file)).with("password-policy", "nist");
      case "hashing-threads" ->
          Row.of(Math.min(64, Runtime.getRuntime().availableProcessors()), "64", 64);
      case "hashing-wait" -> Row.of(Duration.ofSeconds(2), "1m", Duration.ofMinutes(1));
      case "verified-password-duration" -> Row.of(Duration.ofMinutes(5), "0", Duration.ZERO);
      case "account-failures" -> Row.of(5, "1000000", 1_000_000);
      case "address-failures" -> Row.of(100, "1", 1);
      case "address-login" -> Row.of(false, "true", true);
      case "email-login" -> Row.of("off", "despite-nist", "despite-nist");
      case "require-factor" ->
          Row.of(
              Optional.empty(),
              "everybody",
              Optional.of(dev.restauth.factorpolicy.FactorPolicySettings.RequiredOf.EVERYBODY));
      case "remembered-devices" -> Row.of("off", "on", "on");
      case "address-registrations" -> Row.of(1_000, "1", 1);
      case "argon2-memory" -> Row.of(19_456, "7168", 7_168);
      case "argon2-iterations" -> Row.of(2, "64", 64);
      case "argon2-parallelism" -> Row.of(1, "16", 16);
      case "fallback" ->
          Row.of(Optional.empty(), "jdbc:sqlite:file", Optional.of(new Secret(file.toString())));
      case "fallback-system" -> Row.of("rest-auth", "django", "django").with("fallback", "file");
      case "fallback-query" ->
          Row.of(
                  Optional.empty(),
                  "SELECT name AS username FROM people",
                  Optional.of("SELECT name AS username FROM people"))
              .with("fallback", "file");
      case "fallback-user" ->
          Row.of(Optional.empty(), "reader", Optional.of("reader"))
              .with("fallback", "jdbc:postgresql://db.example/old");
      case "fallback-password-file" ->
          Row.of(Optional.empty(), "file", Optional.of(file))
              .with("fallback", "postgres://db.example/old");
      case "fallback-driver" ->
          Row.of(Optional.empty(), "file", Optional.of(file))
              .with("fallback", "jdbc:mysql://db.example/old");
      case "fallback-id-gap" -> Row.of(1_000_000, "1", 1).with("fallback", "file");
      case "fallback-hash-format" -> Row.of("auto", "sha1", "sha1").with("fallback", "file");
      case "password-reset-duration" -> Row.of(Duration.ofMinutes(30), "24h", Duration.ofHours(24));
      case "change-password-url" ->
          Row.of("/account/password", "https://app.example/pw", "https://app.example/pw");
      case "organizations" -> Row.of("administrators", "everyone", "everyone");
      case "registration" -> Row.of("open", "invited", "invited");
      case "user-names" ->
          Row.of("Optional.empty", "signed-in", "Optional[SIGNED_IN]")
              .meaning(c -> c.get(setting).toString());
      case "passkey-rp-id" ->
          Row.of(Optional.empty(), "example.com", Optional.of("example.com"))
              .with("public-url", "https://a.example.com");
      case "passkey-origins" ->
          Row.of(
              List.of(),
              "https://a.example,http://localhost:3000",
              List.of("https://a.example", "http://localhost:3000"));
      case "change-passkey-rp-id" -> Row.of(false, "true", true);
      case "sign-up-work" -> Row.of(0, "30", 30);
      case "smtp-url" ->
          new Row(
              "Optional.empty",
              "smtp://mail.example.com",
              "Optional[mail.example.com port 587]",
              Map.of("mail-from", "a@example.com", "public-url", "https://a.example"),
              Map.of(),
              Optional.of(c -> c.get(setting).toString()));
      case "smtp-user" ->
          Row.of(Optional.empty(), "ann", Optional.of("ann")).with("smtp-password-file", "file");
      case "smtp-password-file" ->
          Row.of(Optional.empty(), "file", Optional.of(""))
              .meaning(c -> ((Optional<?>) c.get(setting)).map(it -> ((Secret) it).reveal()))
              .with("smtp-user", "ann");
      case "smtp-ca-file" -> Row.of(Optional.empty(), "file", Optional.of(file));
      case "mail-from" ->
          Row.of(
                  "Optional.empty",
                  "Example <a@example.com>",
                  "Optional[Sender[name=Optional[Example], address=a@example.com]]")
              .meaning(c -> c.get(setting).toString());
      case "mail-templates" -> Row.of(Optional.empty(), "d/../e", Optional.of(folder.resolve("e")));
      case "page-name" -> Row.of("REST-auth", " Example ", "Example");
      case "page-logo" ->
          Row.of("Optional.empty", "logo.svg", "Optional[image/svg+xml, 5 bytes]")
              .meaning(c -> c.get(setting).toString());
      case "page-color" ->
          Row.of("Optional.empty", "#0AF", "Optional[#00aaff]")
              .meaning(c -> c.get(setting).toString());
      case "page-terms-url", "page-privacy-url", "page-support" ->
          Row.of(
              Optional.empty(),
              "https://example.com/x",
              Optional.of(URI.create("https://example.com/x")));
      case "page-templates" -> Row.of(Optional.empty(), "d/../e", Optional.of(folder.resolve("e")));
      case "mail-log" -> Row.of(false, "true", true);
      case "new-network-notices" -> Row.of(true, "false", false);
      case "outbound-networks" ->
          Row.of(
              List.of(),
              "10.0.0.0/8, fd12::/16",
              List.of(AddressBlock.parse("10.0.0.0/8"), AddressBlock.parse("fd12::/16")));
      case "outbound-ca-file" -> Row.of(Optional.empty(), "file", Optional.of(file));
      case "max-connections" -> Row.of(4_096, "1000000", 1_000_000);
      case "max-connections-per-address" -> Row.of(512, "1", 1);
      case "request-timeout" -> Row.of(Duration.ofSeconds(10), "5m", Duration.ofMinutes(5));
      case "idle-timeout" -> Row.of(Duration.ofMinutes(1), "1", Duration.ofSeconds(1));
      case "shutdown-timeout" -> Row.of(Duration.ofSeconds(10), "0s", Duration.ZERO);
      case "log-format" -> Row.of("text", "json", "json");
      case "log-level" -> Row.of("info", "debug", "debug");
      case "access-log" -> Row.of("off", "json", "json");
      case "traces-endpoint" ->
          Row.of(
              Optional.empty(),
              "https://otlp.example/base/",
              Optional.of(URI.create("https://otlp.example/base")));
      case "traces-sample" -> Row.of(0.1, "1", 1.0);
      case "traces-header-file" ->
          Row.of(Optional.empty(), "header", Optional.of("X-Key: 4711"))
              .meaning(c -> ((Optional<?>) c.get(setting)).map(line -> ((Secret) line).reveal()))
              .with("traces-endpoint", "http://127.0.0.1:4318");
      case "traces-ca-file" ->
          Row.of(Optional.empty(), "file", Optional.of(file))
              .with("traces-endpoint", "http://127.0.0.1:4318");
      case "log-user-names" -> Row.of(false, "true", true);
      case "event-retention" -> Row.of(Duration.ofDays(400), "90d", Duration.ofDays(90));
      default -> throw new AssertionError("a new setting needs a row here: " + setting);
    };
  }

  static List<Setting<?>> settings() {
    return Declarations.OURS.settings().all();
  }

  static Stream<Setting<?>> inFile() {
    return settings().stream().filter(setting -> !setting.key().equals("config"));
  }

  static Stream<Setting<?>> some() {
    return settings().stream()
        .filter(
            setting ->
                List.of("port", "token-duration", "log-level", "insecure-http")
                    .contains(setting.key()));
  }

  private static Config load(
      Map<String, String> flags, Map<String, String> environment, Path folder) {
    return ConfigLoader.load(Declarations.OURS.settings(), flags, environment, folder);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void hasADefault(Setting<?> setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, folder);
    if (!row.always().isEmpty()) {
      var _ = prepared(folder);
    }
    Config config = load(row.always(), Map.of(), folder);
    assertThat(row.read(setting, config)).isEqualTo(row.byDefault());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void comesFromAFlag(Setting<?> setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, prepared(folder));
    Map<String, String> flags = new HashMap<>(row.companion());
    flags.put(setting.key(), row.text());
    assertThat(row.read(setting, load(flags, Map.of(), folder))).isEqualTo(row.value());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void comesFromAVariable(Setting<?> setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, prepared(folder));
    Map<String, String> environment = Map.of(setting.variable(), row.text(), "PATH", "/bin");
    Config config = load(row.companion(), environment, folder);
    assertThat(row.read(setting, config)).isEqualTo(row.value());
  }

  @ParameterizedTest
  @MethodSource("inFile")
  void comesFromTheFile(Setting<?> setting, @TempDir Path folder) throws Exception {
    Row row = row(setting, prepared(folder));
    Files.writeString(
        folder.resolve("restauth.yaml"), setting.key() + ": \"" + row.text() + "\"\n");
    Config config = load(row.companion(), Map.of(), folder);
    assertThat(row.read(setting, config)).isEqualTo(row.value());
  }

  @Test
  void theFileCannotNameItself(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("restauth.yaml"), "config: other.yaml\n");
    assertThat(problems(Map.of(), Map.of(), folder))
        .containsExactly(
            "restauth.yaml line 1: \"config\" cannot be set in the file that it names; give it as a"
                + " flag or a variable");
  }

  /**
   * The strongest source contains the sample value, and each weaker source contains the default.
   */
  @ParameterizedTest
  @MethodSource("some")
  void flagsOverrideVariablesAndVariablesTheFile(Setting<?> setting, @TempDir Path folder)
      throws Exception {
    Row row = row(setting, folder);
    String other = setting.defaultText();
    Path file = folder.resolve("restauth.yaml");
    Files.writeString(file, setting.key() + ": " + other + "\n");
    Map<String, String> strong = Map.of(setting.key(), row.text());
    Config byFlag = load(strong, Map.of(setting.variable(), other), folder);
    Config byVariable = load(Map.of(), Map.of(setting.variable(), row.text()), folder);
    assertThat(row.read(setting, byFlag)).isEqualTo(row.value());
    assertThat(row.read(setting, byVariable)).isEqualTo(row.value());
    assertThat(row.read(setting, load(Map.of(), Map.of(), folder))).isEqualTo(row.byDefault());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void isDescribedInOneShortLine(Setting<?> setting) {
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
  @MethodSource("settings")
  void rangesAndFixedDefaultsAreInTheDescription(Setting<?> setting) {
    if (setting.kind() instanceof ValueType.Whole(int least, int most)) {
      assertThat(setting.description()).endsWith("(" + least + " to " + most + ")");
    }
    if (setting.key().equals("session-duration")) {
      assertThat(setting.description()).endsWith("(5m to 365d)");
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void bothEndsOfARangeAreIncludedAndNothingBeyondThem(Setting<?> setting) {
    Environment machine = Environment.at(Path.of("/"));
    switch (setting.kind()) {
      case ValueType.Whole(int least, int most) -> {
        for (int end : List.of(least, most)) {
          assertThat(setting.read(List.of("" + end), machine)).isIn(end, Optional.of(end));
        }
        for (int beyond : List.of(least - 1, most + 1)) {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> setting.read(List.of("" + beyond), machine))
              .withMessage("expected a whole number from " + least + " to " + most);
        }
      }
      case ValueType.Span(Duration least, Duration most) -> {
        for (Duration end : List.of(least, most)) {
          assertThat(setting.read(List.of(end.toSeconds() + "s"), machine)).isEqualTo(end);
        }
        for (Duration beyond : List.of(least.minusSeconds(1), most.plusSeconds(1))) {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> setting.read(List.of(beyond.toSeconds() + "s"), machine));
        }
      }
      default -> {}
    }
  }

  @Test
  void namesAreUnique() {
    assertThat(settings()).extracting(Setting::key).doesNotHaveDuplicates();
  }

  private static List<String> problems(
      Map<String, String> flags, Map<String, String> environment, Path folder) {
    ConfigException thrown =
        catchThrowableOfType(ConfigException.class, () -> load(flags, environment, folder));
    return thrown.problems().stream().map(SettingProblem::toString).toList();
  }

  private static Path prepared(Path folder) throws Exception {
    Files.createFile(folder.resolve("file"));
    Files.createFile(folder.resolve("other"));
    Files.writeString(folder.resolve("logo.svg"), "<svg>");
    Files.createFile(folder.resolve("empty.yaml"));
    Files.writeString(folder.resolve("header"), "X-Key: 4711\n");
    return folder;
  }
}
