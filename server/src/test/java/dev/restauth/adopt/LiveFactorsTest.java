package dev.restauth.adopt;

import static dev.restauth.adopt.AdoptScene.sample;
import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users of a running Django application, who are adopted together with their second factors, or not
 * adopted at all.
 */
class LiveFactorsTest {
  private static final Totp APP =
      new Totp("12345678901234567890".getBytes(US_ASCII), Algorithm.SHA1, 6, 30);

  @TempDir private Path folder;
  private final SetClock clock = new SetClock();
  private Path old;
  private TestServer server;
  private FactorScene scene;

  @BeforeEach
  void start() throws Exception {
    old = folder.resolve("site.sqlite3");
    run(Files.readString(sample("django-factors.sql")).split(";\n"));
    server =
        TestServer.start(
            folder, clock, Map.of("fallback", old.toString(), "fallback-system", "django"));
    scene = new FactorScene(server, clock);
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old);
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void firstLoginNeedsTheFactor() {
    assertThat(problem(scene.logIn("ada"))).isEqualTo("401 factor-required"); // adopts the account
    assertThat(problem(scene.logIn("ada", "000000"))).isEqualTo("403 invalid-code");
    ok(scene.logIn("ada", scene.code(APP)));
    assertThat(problem(scene.logIn("ada", scene.code(APP)))).isEqualTo("403 invalid-code");
    ok(scene.logIn("ada", "mfrggzdf"));
    assertThat(scene.logIn("dan").status()).isEqualTo(200);
  }

  @Test
  void bothFactorsInOneRequestAdoptAndLogIn() {
    ok(scene.logIn("gus", scene.code(APP)));
  }

  /** The application stores the time step of the last code that it accepted. */
  @Test
  void codeThatTheApplicationAcceptedIsRefused() throws SQLException {
    run(
        "UPDATE otp_totp_totpdevice SET last_t = "
            + clock.instant().getEpochSecond() / 30
            + " WHERE user_id = 1");
    assertThat(problem(scene.logIn("ada", scene.code(APP)))).isEqualTo("403 invalid-code");
    scene.nextStep();
    ok(scene.logIn("ada", scene.code(APP)));
  }

  /** The client receives the same answer as for a wrong password. */
  @Test
  void usersWithAnotherFactorAreNotAdopted() {
    Reply wrong = scene.post("/api/login", "{\"username\":\"ida\",\"password\":\"wrong\"}");
    for (String name : List.of("cleo", "fay", "ida")) {
      try (LogCatcher log = new LogCatcher(LiveAdoption.class);
          LogCatcher events = new LogCatcher("dev.restauth.event")) {
        Reply reply = scene.logIn(name);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo(wrong.body());
        assertThat(log.takeAll())
            .singleElement()
            .asString()
            .contains(
                "WARNING a user of the old application gave the right password, but cannot be")
            .doesNotContain(name);
        assertThat(events.takeAll())
            .anyMatch(event -> event.contains("user.adoption_refused"))
            .noneMatch(event -> event.contains(name));
      }
      assertThat(
              server
                  .store()
                  .<Optional<Account>>reading(tx -> new AccountRows(tx).findByUsername(name)))
          .isEmpty();
    }
  }

  @Test
  void factorAddedInTheApplicationAppliesImmediately() throws SQLException {
    run(
        "INSERT INTO otp_email_emaildevice SELECT 9, 'm', 1, 4, NULL, '2024-05-01', NULL, 0, NULL,"
            + " NULL, NULL, NULL");
    assertThat(scene.logIn("dan").status()).isEqualTo(401);
    run("DELETE FROM otp_email_emaildevice WHERE id = 9");
    clock.move(Duration.ofHours(1));
    assertThat(scene.logIn("dan").status()).isEqualTo(200);
  }
}
