package dev.restauth.adopt.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.factor.Totp;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Second factors in the form of each source. Django 4.2 with django-otp 1.5 and django-allauth 65
 * wrote the Django files and computed the recovery codes. The secrets are those of RFC 6238,
 * appendix B.
 */
class FactorSourcesTest {
  private static final String SEED = "12345678901234567890";

  /**
   * Recovery codes that django-allauth derived from the seed in the file. The first code was
   * already used.
   */
  private static final List<String> DERIVED =
      List.of(
          "03959085",
          "07990366",
          "16418492",
          "08962862",
          "26762693",
          "03257366",
          "85808163",
          "85026242",
          "60612046");

  @TempDir private Path folder;

  @Test
  void readsTheFactorsOfKeycloak() {
    Collected found =
        Collected.of(new KeycloakSource(List.of(factorFile("keycloak-factors.json"))));
    assertThat(app(found, "sha1")).isEqualTo("SHA1 8 30 " + SEED);
    assertThat(app(found, "sha256")).isEqualTo("SHA256 8 30 " + SEED + "123456789012");
    assertThat(app(found, "sha512")).isEqualTo("SHA512 8 30 " + SEED + SEED + SEED + "1234");
    assertThat(app(found, "base32")).isEqualTo("SHA1 6 60 " + SEED);
    assertThat(app(found, "old")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(left(found, "base32")).containsExactly("recovery codes, which are hashed");
    assertThat(left(found, "both")).containsExactly("a further authenticator app");
    for (String name : List.of("both", "hardware", "passwordless")) {
      assertThat(found.named(name).factors().passkeys()).as(name).hasSize(1);
    }
    assertThat(unprotected(found)).containsExactly("counter", "codes", "mobile");
    assertThat(left(found, "counter"))
        .containsExactly("an authenticator app of an unsupported kind");
    assertThat(left(found, "mobile")).containsExactly("the credential mobile-number");
    assertThat(found.named("plain").factors()).isEqualTo(SourceFactors.NONE);
  }

  @Test
  void readsTheFactorsOfKratos() {
    Collected found = Collected.of(new KratosSource(factorFile("kratos-factors.json")));
    assertThat(app(found, "ada")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(found.named("ada").factors().recoveryCodes())
        .containsExactly("a7c2m4np", "t5w8y6br");
    assertThat(left(found, "ada")).isEmpty();
    assertThat(unprotected(found)).containsExactly("ben", "eve");
    assertThat(found.named("cleo").factors().passkeys()).hasSize(1);
    assertThat(left(found, "ben"))
        .containsExactly("the credential totp, whose secret the file lacks");
    assertThat(left(found, "dan")).containsExactly("a passkey for logging in without a password");
    assertThat(left(found, "eve")).containsExactly("recovery codes without another factor");
  }

  @Test
  void readsTheFactorsOfSupabase() {
    Collected found =
        Collected.of(
            new SupabaseCsvSource(
                factorFile("supabase-factors.csv"), false, InstantSource.system()));
    assertThat(app(found, "ada@example.com")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(app(found, "eve@example.com")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(unprotected(found)).containsExactly("ben@example.com", "cleo@example.com");
    assertThat(left(found, "eve@example.com")).containsExactly("phone webauthn");
    assertThat(left(found, "cleo@example.com"))
        .containsExactly("an authenticator app whose secret is encrypted or malformed");
  }

  /** The users table does not show which users have a factor. */
  @Test
  void requiresTheColumnsOfFactorsOfSupabase() {
    Path file = Collected.sample("supabase-users.csv");
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> Collected.of(new SupabaseCsvSource(file, false, InstantSource.system())))
        .withMessageContaining("totp_secret, other_factors");
  }

  @Test
  void readsTheFactorsOfDjango() {
    Collected found = dump(factorFile("django-factors.json"), "auth.user");
    holdsTheFactorsOfDjango(found);
    assertThat(found.named("eve").factors().recoveryCodes()).isEqualTo(DERIVED);
    assertThat(left(found, "eve")).isEmpty();
  }

  @Test
  void readsTheFactorsOfDjangosDatabase() throws Exception {
    OldFile file = OldFile.with(folder, statements());
    Collected found = Collected.of(SqlSource.ofDjango(file.database()));
    holdsTheFactorsOfDjango(found);
    assertThat(left(found, "eve")).containsExactly("recovery codes of django-allauth");
  }

  @Test
  void readsTheFactorsOfDjangosDatabaseOnPostgres() throws Exception {
    String url = postgres();
    Collected found = Collected.of(SqlSource.ofDjango(OldFile.at(url)));
    holdsTheFactorsOfDjango(found);
    assertThat(left(found, "eve")).containsExactly("recovery codes of django-allauth");
  }

  @Test
  void singleUsersHaveTheirFactors() throws Exception {
    try (LegacyUsers users = new LegacyUsers(OldFile.at(postgres()), UserQuery.DJANGO)) {
      assertThat(users.byName("ben").orElseThrow().factors().totp().map(Totp::toString))
          .hasValue("Totp[algorithm=SHA1, digits=8, period=60]");
      assertThat(users.byId(3).orElseThrow().factors().unprotected()).isTrue();
      assertThat(users.byName("dan").orElseThrow().factors()).isEqualTo(SourceFactors.NONE);
    }
  }

  /**
   * If the import ignored a table that it is not allowed to read, it would create users without
   * their factors.
   */
  @Test
  void readsNoUserIfATableOfFactorsMayNotBeRead() throws Exception {
    String url = postgres();
    String role = "reader_" + System.nanoTime();
    run(url, "CREATE ROLE " + role + " LOGIN PASSWORD 'x'", "GRANT SELECT ON auth_user TO " + role);
    Path password = Files.writeString(folder.resolve("password"), "x\n");
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(
            () ->
                Collected.of(
                    SqlSource.ofDjango(
                        LegacyDatabase.at(
                            url.replaceFirst("\\?.*", ""),
                            Optional.of(role),
                            Optional.of(password),
                            Optional.empty()))))
        .withMessageContaining("permission denied for table");
  }

  @Test
  void readsTheFactorsOfSupabasesDatabase() throws Exception {
    String url = TestDatabase.emptyPostgresUrl();
    run(
        url,
        "CREATE SCHEMA auth",
        "CREATE TABLE auth.users (id uuid PRIMARY KEY, email text, phone text, encrypted_password text,"
            + " banned_until timestamptz, deleted_at timestamptz, created_at timestamptz)",
        "INSERT INTO auth.users SELECT ('7d1f0c1e-0000-4000-8000-00000000000' || n)::uuid,"
            + " 'u' || n, NULL, 'h' FROM generate_series(1, 4) n");
    Collected before = Collected.of(SqlSource.ofSupabase(OldFile.at(url)));
    assertThat(before.accounts())
        .hasSize(4)
        .allMatch(each -> each.factors().equals(SourceFactors.NONE));
    run(
        url,
        "CREATE TYPE auth.factor_type AS ENUM ('totp', 'webauthn', 'phone')",
        "CREATE TYPE auth.factor_status AS ENUM ('unverified', 'verified')",
        "CREATE TABLE auth.mfa_factors (id uuid PRIMARY KEY, user_id uuid NOT NULL, factor_type"
            + " auth.factor_type NOT NULL, status auth.factor_status NOT NULL, created_at timestamptz"
            + " NOT NULL, secret text, phone text)",
        factor(1, 1, "totp", "verified", "'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'"),
        factor(2, 2, "phone", "verified", "NULL"),
        factor(3, 3, "totp", "unverified", "'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'"),
        factor(4, 4, "totp", "verified", "'{\"alg\":\"aes-gcm-hkdf\"}'"));
    Collected found = Collected.of(SqlSource.ofSupabase(OldFile.at(url)));
    assertThat(app(found, "u1")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(unprotected(found)).containsExactly("u2", "u4");
    assertThat(found.named("u3").factors()).isEqualTo(SourceFactors.NONE);
  }

  private static String factor(int id, int user, String type, String status, String secret) {
    return "INSERT INTO auth.mfa_factors VALUES ('7d1f0c1e-0000-4000-8000-10000000000%d',"
            .formatted(id)
        + " '7d1f0c1e-0000-4000-8000-00000000000%d', '%s', '%s', now(), %s)"
            .formatted(user, type, status, secret);
  }

  @Test
  void readsTheFactorsOfAuthentik() {
    Collected found = dump(factorFile("authentik-dump.json"), "authentik_core.user");
    assertThat(app(found, "akadmin")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(found.named("akadmin").factors().recoveryCodes())
        .containsExactly("Gh3kXw9TqLz2", "pQ7vRb1NsYc8");
    assertThat(unprotected(found)).containsExactly("mobile");
    assertThat(found.named("hardware").factors().passkeys()).hasSize(1);
    assertThat(left(found, "mobile"))
        .containsExactly("authentik_stages_authenticator_sms.smsdevice");
    assertThat(found.named("plain").factors()).isEqualTo(SourceFactors.NONE);
  }

  /**
   * A file that lacks users, or names them differently, could cause an import of users without
   * their factors.
   */
  @Test
  void refusesDevicesOfUnknownUsers() {
    String user = "{\"model\":\"auth.user\",\"pk\":1,\"fields\":{\"username\":\"ada\"}}";
    String device =
        "{\"model\":\"otp_totp.totpdevice\",\"pk\":1,\"fields\":{\"user\":%s,\"confirmed\":true,"
            + "\"key\":\"3132333435363738393031323334353637383930\"}}";
    Path natural = Collected.file(folder, "[" + user + "," + device.formatted("[\"ada\"]") + "]");
    assertThat(app(dump(natural, "auth.user"), "ada")).isEqualTo("SHA1 6 30 " + SEED);
    for (String other : List.of("2", "[\"ada@example.com\"]")) {
      Path file = Collected.file(folder, "[" + device.formatted(other) + "," + user + "]");
      assertThatExceptionOfType(UnreadableSource.class)
          .isThrownBy(() -> dump(file, "auth.user"))
          .withMessageContaining("second factors of 1 users that it lacks");
    }
  }

  @Test
  void readsTheColumnsOfACsvFile() {
    Path file =
        Collected.file(
            folder,
            """
            username,totp_secret,totp_algorithm,totp_digits,totp_period,recovery_codes,other_factors
            ada,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,SHA256,8,60,"abcd-efgh, ijkl-mnop",
            ben,otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,,,,,codes by SMS
            cleo,,,,,abc,
            dan,,,,,,
            """);
    Collected found = Collected.of(new CsvSource(file));
    assertThat(app(found, "ada")).isEqualTo("SHA256 8 60 " + SEED);
    assertThat(found.named("ada").factors().recoveryCodes())
        .containsExactly("abcd-efgh", "ijkl-mnop");
    assertThat(app(found, "ben")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(left(found, "ben")).containsExactly("codes by SMS");
    assertThat(unprotected(found)).containsExactly("cleo"); // a code of three letters is invalid
  }

  /** Checks the factors that Django's own classes created. */
  private static void holdsTheFactorsOfDjango(Collected found) {
    assertThat(app(found, "ada")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(found.named("ada").factors().usedUntil()).isEqualTo(Instant.ofEpochSecond(30_000));
    assertThat(found.named("ada").factors().recoveryCodes())
        .containsExactlyInAnyOrder("mfrggzdf", "ORSXG5A2");
    assertThat(app(found, "ben")).isEqualTo("SHA1 8 60 " + SEED);
    assertThat(app(found, "eve")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(app(found, "gus")).isEqualTo("SHA1 6 30 " + SEED);
    assertThat(unprotected(found)).containsExactly("cleo", "fay", "ida");
    assertThat(left(found, "fay")).containsExactly("an authenticator app of an unsupported kind");
    assertThat(left(found, "gus"))
        .anyMatch(what -> what.contains("emaildevice"))
        .contains("a further authenticator app");
    assertThat(found.named("dan").factors()).isEqualTo(SourceFactors.NONE);
    assertThat(found.named("hal").factors()).isEqualTo(SourceFactors.NONE);
  }

  private static Path factorFile(String name) {
    return Collected.sample("../" + name);
  }

  private static Collected dump(Path file, String model) {
    return Collected.of(new DjangoDumpSource(file, model));
  }

  private static String app(Collected found, String name) {
    Totp app = found.named(name).factors().totp().orElseThrow();
    return "%s %d %d %s"
        .formatted(app.algorithm(), app.digits(), app.period(), new String(app.secret(), US_ASCII));
  }

  private static List<String> left(Collected found, String name) {
    return found.named(name).factors().leftBehind();
  }

  private static List<String> unprotected(Collected found) {
    return found.accounts().stream()
        .filter(each -> each.factors().unprotected())
        .map(SourceAccount::username)
        .toList();
  }

  static String[] statements() throws IOException {
    return Files.readString(factorFile("django-factors.sql")).split(";\n");
  }

  /** Creates the same tables as Django on PostgreSQL, and returns their URL. */
  private static String postgres() throws IOException, SQLException {
    String url = TestDatabase.emptyPostgresUrl();
    for (String statement : statements()) {
      run(
          url,
          statement
              .replaceAll("CHECK \\(\\(.*?IS NULL\\)\\)", "")
              .replaceAll("REFERENCES \"\\w+\" \\(\"id\"\\) DEFERRABLE INITIALLY DEFERRED", "")
              .replace("integer NOT NULL PRIMARY KEY AUTOINCREMENT", "bigint PRIMARY KEY")
              .replace("unsigned", "")
              .replace("datetime", "timestamptz")
              .replace(" bool ", " int ")
              .replace("\"data\" text", "\"data\" jsonb"));
    }
    for (String table :
        List.of("otp_totp_totpdevice", "otp_static_staticdevice", "otp_email_emaildevice")) {
      run(
          url,
          "ALTER TABLE %s ALTER COLUMN confirmed TYPE boolean USING confirmed <> 0"
              .formatted(table));
    }
    return url;
  }

  private static void run(String url, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      OldFile.run(connection, statements);
    }
  }
}
