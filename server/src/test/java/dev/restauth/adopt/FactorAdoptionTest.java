package dev.restauth.adopt;

import static dev.restauth.adopt.AdoptScene.adopt;
import static dev.restauth.adopt.AdoptScene.facts;
import static dev.restauth.adopt.AdoptScene.message;
import static dev.restauth.adopt.AdoptScene.sample;
import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.factor.FactorScene;
import dev.restauth.factor.Totp;
import dev.restauth.factor.Totp.Algorithm;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Second factors that are imported together with their accounts. An account whose factor cannot be
 * imported is not imported.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class FactorAdoptionTest {
  /**
   * A time for which RFC 6238 (appendix B) lists codes. The imported files contain the appendix's
   * secrets.
   */
  private static final Instant OF_VECTORS = Instant.ofEpochSecond(2_000_000_000);

  private static final String SEED = "12345678901234567890";

  @Parameter TestDatabase database;
  @TempDir private Path folder;
  private final SetClock clock = new SetClock();
  private TestServer server;
  private FactorScene scene;

  @BeforeEach
  void start() {
    clock.move(Duration.between(clock.instant(), OF_VECTORS.minusSeconds(600)));
    TestServer.use(database, folder);
    server = TestServer.start(folder, clock, Map.of());
    scene = new FactorScene(server, clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void codesOfTheRfcLogInToAccountsOfKeycloak() {
    assertThat(facts(adopt(folder, "keycloak", sample("keycloak-factors.json"))))
        .containsEntry("adopted", 8L)
        .containsEntry("with_factor", 6L)
        .containsEntry("unprotected", 4L)
        .containsEntry("factors_left_behind", 3L);
    assertThat(server.account("sha1").factor()).isTrue();
    // The server accepts the other application's tokens only for accounts in generation 1. An
    // account with a factor begins in generation 2, because the sessions of those tokens may have
    // begun without the factor.
    assertThat(server.account("sha1").generation()).isEqualTo(2);
    assertThat(server.account("plain").generation()).isEqualTo(1);
    clock.move(Duration.between(clock.instant(), OF_VECTORS));
    holds("sha1", "69279037");
    holds("sha256", "90698825");
    holds("sha512", "38618901");
    holds("both", "279037");
    holds("old", "279037");
    holds("base32", FactorScene.code(app(6, 60), clock.instant()));
    assertThat(scene.logIn("plain").status()).isEqualTo(200);
    assertThat(scene.logIn("passwordless").status()).isEqualTo(200);
    for (String name : List.of("counter", "hardware", "codes", "mobile")) {
      isUnknown(name);
    }
  }

  @Test
  void appsAndRecoveryCodesOfKratosLogIn() {
    assertThat(facts(adopt(folder, "kratos", sample("kratos-factors.json"))))
        .containsEntry("adopted", 2L)
        .containsEntry("unprotected", 3L);
    clock.move(Duration.ofMinutes(5));
    holds("ada", FactorScene.code(app(6, 30), clock.instant()));
    // The user has already used this code in the other system.
    assertThat(problem(scene.logIn("ada", "k3v9q1zx"))).isEqualTo("403 invalid-code");
    ok(scene.logIn("ada", "A7C2-M4NP"));
    assertThat(problem(scene.logIn("ada", "a7c2m4np"))).isEqualTo("403 invalid-code");
    ok(scene.logIn("ada", "t5w8y6br"));
    for (String name : List.of("ben", "cleo", "eve")) {
      isUnknown(name);
    }
  }

  /**
   * A recovery code of django-allauth has eight digits. A code of an authenticator app may have
   * eight digits too.
   */
  @Test
  void appsAndRecoveryCodesOfDjangoLogIn() {
    assertThat(facts(adopt(folder, "django", sample("django-factors.json"))))
        .containsEntry("adopted", 6L)
        .containsEntry("with_factor", 4L)
        .containsEntry("unprotected", 3L);
    clock.move(Duration.ofMinutes(5));
    holds("ada", FactorScene.code(app(6, 30), clock.instant()));
    ok(scene.logIn("ada", "mfrggzdf"));
    holds("ben", FactorScene.code(app(8, 60), clock.instant()));
    holds("eve", FactorScene.code(app(6, 30), clock.instant()));
    // The user has already used this code in the other system.
    assertThat(problem(scene.logIn("eve", "64942586"))).isEqualTo("403 invalid-code");
    ok(scene.logIn("eve", "03959085"));
    assertThat(problem(scene.logIn("eve", "03959085"))).isEqualTo("403 invalid-code");
    assertThat(scene.logIn("dan").status()).isEqualTo(200);
    for (String name : List.of("cleo", "fay", "ida")) {
      isUnknown(name);
    }
  }

  @Test
  void appsOfADjangoDatabaseLogIn() throws Exception {
    Path database = folder.resolve("site.sqlite3");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String text : Files.readString(sample("django-factors.sql")).split(";\n", -1)) {
        if (!text.isBlank()) {
          statement.execute(text);
        }
      }
    }
    assertThat(facts(adopt(folder, "django", database))).containsEntry("with_factor", 4L);
    clock.move(Duration.ofMinutes(5));
    holds("ada", FactorScene.code(app(6, 30), clock.instant()));
    ok(scene.logIn("ada", "orsxg5a2"));
    isUnknown("cleo");
  }

  @Test
  void appsOfSupabaseAndAuthentikLogIn() {
    assertThat(facts(adopt(folder, "supabase", sample("supabase-factors.csv"))))
        .containsEntry("with_factor", 2L)
        .containsEntry("unprotected", 2L);
    Path dump = sample("authentik-dump.json");
    assertThat(facts(adopt(folder, "django", dump, "model", "authentik_core.user")))
        .containsEntry("with_factor", 1L)
        .containsEntry("unprotected", 2L);
    clock.move(Duration.ofMinutes(5));
    holds("ada@example.com", FactorScene.code(app(6, 30), clock.instant()));
    holds("akadmin", FactorScene.code(app(6, 30), clock.instant()));
    ok(scene.logIn("akadmin", "Gh3kXw9TqLz2"));
    for (String name : List.of("ben@example.com", "cleo@example.com", "mobile", "hardware")) {
      isUnknown(name);
    }
  }

  /** The server refuses a code that the other system could have accepted before the import. */
  @Test
  void codesUpToTheImportAreRefused() {
    String code = FactorScene.code(app(6, 30), clock.instant());
    facts(adopt(folder, "kratos", sample("kratos-factors.json")));
    assertThat(problem(scene.logIn("ada", code))).isEqualTo("403 invalid-code");
  }

  @Test
  void operatorCanImportAccountsWithoutTheirFactors() {
    assertThat(facts(adopt(folder, "keycloak", sample("keycloak-factors.json"), "factors", "drop")))
        .containsEntry("adopted", 12L)
        .containsEntry("with_factor", 6L)
        .containsEntry("unprotected", 0L)
        .containsEntry("factors_left_behind", 7L);
    assertThat(scene.logIn("mobile").status()).isEqualTo(200);
    assertThat(problem(scene.logIn("sha1"))).isEqualTo("401 factor-required");
    assertThat(
            message(adopt(folder, "keycloak", sample("keycloak-factors.json"), "factors", "lose")))
        .isEqualTo("--factors is keep or drop");
  }

  @Test
  void dryRunCountsFactorsAndStoresNone() {
    Path file = sample("django-factors.json");
    Map<String, Object> dry = facts(adopt(folder, "django", file, "dry_run", ""));
    isUnknown("ada");
    Map<String, Object> real = facts(adopt(folder, "django", file));
    for (String count : List.of("adopted", "with_factor", "unprotected", "factors_left_behind")) {
      assertThat(dry.get(count)).as(count).isEqualTo(real.get(count));
    }
  }

  /**
   * The report names the refused users and the reasons. Secrets are neither in the report nor in
   * the log. In the database they are encrypted.
   */
  @Test
  void reportsWithoutSecrets() throws IOException {
    Path report = folder.resolve("report.txt");
    try (LogCatcher log = new LogCatcher("dev.restauth")) {
      facts(
          adopt(folder, "keycloak", sample("keycloak-factors.json"), "report", report.toString()));
      facts(adopt(folder, "django", sample("django-factors.json"), "name", "site"));
      assertThat(String.join("\n", log.takeAll())).doesNotContain(secrets());
    }
    assertThat(Files.readAllLines(report))
        .containsExactlyInAnyOrder(
            refused(6, "counter", "an authenticator app of an unsupported kind"),
            refused(
                7, "hardware", "a security key or passkey (name its domain with --passkey-domain)"),
            refused(9, "codes", "recovery codes, which are hashed"),
            refused(10, "mobile", "the credential mobile-number"),
            "adopted base32 (5f0c2a7e-2222-4222-8333-000000000004 there) without: recovery codes,"
                + " which are hashed",
            "adopted passwordless (5f0c2a7e-2222-4222-8333-000000000008 there) without: a passkey"
                + " for logging in without a password (name its domain with --passkey-domain)",
            "adopted both (5f0c2a7e-2222-4222-8333-000000000012 there) without: a security key or"
                + " passkey (name its domain with --passkey-domain), a further authenticator app");
    TestServer.rows(folder)
        .ifPresent(rows -> assertThat(new String(rows, ISO_8859_1)).doesNotContain(secrets()));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secrets());
      }
    }
  }

  /**
   * Earlier versions of REST-auth imported accounts without their factors. The password still
   * suffices to log in to these accounts.
   */
  @Test
  void namesAccountsThatWereImportedWithoutTheirFactor() throws IOException {
    Path file = sample("kratos-factors.json");
    String text = Files.readString(file);
    Path before =
        Files.writeString(folder.resolve("before.json"), text.replace("\"totp\"", "\"oidc\""));
    assertThat(facts(adopt(folder, "kratos", before, "factors", "drop")))
        .containsEntry("adopted", 5L);
    Path report = folder.resolve("report.txt");
    assertThat(facts(adopt(folder, "kratos", file, "factors", "drop", "report", report.toString())))
        .containsEntry("unchanged", 5L)
        .containsEntry("unchanged_without_factor", 1L);
    assertThat(Files.readAllLines(report))
        .containsExactly(
            "unchanged ada (9f425a8d-7efc-4768-8f23-7647a74fdf11 there): it has a second factor there,"
                + " but none here");
    assertThat(scene.logIn("ada").status()).isEqualTo(200);
  }

  private static String refused(int number, String name, String what) {
    return "refused %s (5f0c2a7e-2222-4222-8333-0000000000%02d there): a second factor of it cannot be imported: %s"
        .formatted(name, number, what);
  }

  private static String[] secrets() {
    return new String[] {
      SEED, "GEZDGNBVGY3TQOJQ", "3132333435363738393031323334353637383930", "mfrggzdf", "03959085"
    };
  }

  private static Totp app(int digits, int period) {
    return new Totp(SEED.getBytes(US_ASCII), Algorithm.SHA1, digits, period);
  }

  /**
   * Checks that the password gives no access without a code or with a wrong code, and that the
   * right code logs in once.
   */
  private void holds(String name, String code) {
    assertThat(problem(scene.logIn(name))).as(name).isEqualTo("401 factor-required");
    String wrong = (code.charAt(0) == '0' ? "1" : "0") + code.substring(1);
    assertThat(problem(scene.logIn(name, wrong))).as(name).isEqualTo("403 invalid-code");
    Reply right = scene.logIn(name, code);
    assertThat(right.status()).as(name + ": " + right.body()).isEqualTo(200);
    assertThat(problem(scene.logIn(name, code))).as(name).isEqualTo("403 invalid-code");
  }

  private void isUnknown(String name) {
    assertThat(problem(scene.logIn(name))).as(name).isEqualTo("401 unauthorized");
    assertThat(
            server
                .store()
                .<Optional<Account>>reading(tx -> new AccountRows(tx).findByUsername(name)))
        .as(name)
        .isEmpty();
  }
}
