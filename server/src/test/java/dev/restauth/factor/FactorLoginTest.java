package dev.restauth.factor;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Log-ins with HTTP Basic and with JSON to an account that has a second factor. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class FactorLoginTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of())
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final FactorScene scene = new FactorScene(server, clock);
  private App app = new App(new Totp(new byte[1], Totp.Algorithm.SHA1, 6, 30), List.of(), "");

  @BeforeEach
  void enrol() {
    app = scene.enrol("susan");
  }

  private Reply token(String... headers) {
    return scene.call("GET", "/api/token", Optional.empty(), headers);
  }

  @Test
  void thePasswordAloneOpensNothing() {
    for (String path : List.of("/api/resource", "/api/me", "/api/me/sessions", "/api/me/export")) {
      Reply reply = scene.call("GET", path, Optional.empty(), SUSAN);
      assertThat(problem(reply)).isEqualTo("401 factor-required");
      assertThat(reply.header("otp-required")).hasValue("recovery-code, totp");
      assertThat(reply.json().has("challenge")).as("only calls for tokens begin one").isFalse();
    }
    Reply original = server.calls().get("/api/token", SUSAN);
    assertThat(original.status()).isEqualTo(401);
    assertThat(original.body()).isEqualTo("Unauthorized Access");
    assertThat(original.header("otp-required")).hasValue("recovery-code, totp");
    assertThat(problem(token(basic("susan", "wrong")))).isEqualTo("401 unauthorized");
    assertThat(token(basic("susan", "wrong")).header("otp-required")).isEmpty();
  }

  @Test
  void aCodeInAHeaderCompletesHttpBasic() {
    String otp = "OTP: " + scene.code(app.totp());
    assertThat(problem(scene.call("HEAD", "/api/token", Optional.empty(), SUSAN, otp)))
        .as("HEAD uses nothing up")
        .startsWith("401");
    Reply reply = ok(token(SUSAN, otp));
    JsonNode claims = claims(reply.json().get("token").asText());
    assertThat(claims.get("acr").asText()).isEqualTo("2");
    assertThat(claims.get("auth_time").asLong()).isEqualTo(clock.instant().getEpochSecond());
    Reply again = token(SUSAN, otp);
    assertThat(problem(again)).as("a code is good once").isEqualTo("401 factor-required");
    scene.nextStep();
    assertThat(problem(token(SUSAN, "OTP: " + scene.code(app.totp()), "OTP: 123456")))
        .as("two codes")
        .isEqualTo("401 factor-required");
    assertThat(problem(token(basic("susan", "wrong"), "OTP: " + scene.code(app.totp()))))
        .isEqualTo("401 unauthorized");
    ok(token(SUSAN, "OTP: " + scene.code(app.totp())));
    assertThat(problem(scene.call("GET", "/api/resource", Optional.empty(), SUSAN, otp)))
        .as("elsewhere no code is taken")
        .isEqualTo("401 factor-required");
  }

  @Test
  void aChallengeWaitsForTheCode() {
    Reply half = scene.logIn("susan");
    assertThat(problem(half)).isEqualTo("401 factor-required");
    assertThat(half.json().get("factors").toString()).isEqualTo("[\"recovery-code\",\"totp\"]");
    assertThat(half.json().get("expires_in").asInt()).isEqualTo(600);
    String challenge = half.json().get("challenge").asText();
    assertThat(problem(complete(challenge, "000000"))).isEqualTo("403 invalid-code");
    Reply whole = ok(complete(challenge, scene.code(app.totp())));
    String token = whole.json().get("token").asText();
    assertThat(claims(token).get("acr").asText()).isEqualTo("2");
    scene.nextStep();
    assertThat(problem(complete(challenge, scene.code(app.totp()))))
        .as("a challenge is good once")
        .isEqualTo("401 unauthorized");
    JsonNode session =
        scene
            .call("GET", "/api/me/sessions", Optional.empty(), bearer(token))
            .json()
            .get("sessions")
            .get(0);
    assertThat(session.get("method").asText()).isEqualTo("password totp");
    assertThat(session.get("acr").asText()).isEqualTo("2");
  }

  private Reply complete(String challenge, String code, String... headers) {
    return scene.post(
        "/api/login/factor",
        "{\"challenge\":\"%s\",\"code\":\"%s\"}".formatted(challenge, code),
        headers);
  }

  @Test
  void aChallengeEnds() {
    String challenge = scene.logIn("susan").json().get("challenge").asText();
    clock.move(Duration.ofMinutes(10));
    assertThat(problem(complete(challenge, scene.code(app.totp())))).isEqualTo("401 unauthorized");
    assertThat(problem(complete("", scene.code(app.totp())))).isEqualTo("401 unauthorized");
    server.runMaintenance();
    assertThat(rows("login_attempt")).isZero();
  }

  private long rows(String table) {
    return server
        .store()
        .<Long>reading(
            tx ->
                tx.sql()
                    .one(
                        table.equals("login_attempt")
                            ? "SELECT count(*) AS n FROM login_attempt"
                            : "SELECT count(*) AS n FROM recovery_code",
                        row -> row.number("n"))
                    .orElseThrow());
  }

  @Test
  void strangersStoreNothing() {
    assertThat(problem(scene.post("/api/login", "{\"username\":\"susan\",\"password\":\"x\"}")))
        .isEqualTo("401 unauthorized");
    assertThat(problem(scene.post("/api/login", "{\"username\":\"nobody\",\"password\":\"x\"}")))
        .isEqualTo("401 unauthorized");
    assertThat(rows("login_attempt")).isZero();
  }

  @Test
  void anAccountHasFewChallenges() {
    for (int i = 0; i < 25; i++) {
      assertThat(scene.logIn("susan").status()).isEqualTo(401);
    }
    assertThat(rows("login_attempt")).isEqualTo(20);
  }

  @Test
  void aRecoveryCodeIsGoodOnce() {
    String code = app.recoveryCodes().get(3);
    Reply reply = ok(scene.logIn("susan", code.toUpperCase(Locale.ROOT).replace("-", " ")));
    assertThat(claims(reply.json().get("token").asText()).get("acr").asText()).isEqualTo("2");
    assertThat(problem(scene.logIn("susan", code))).isEqualTo("403 invalid-code");
    assertThat(rows("recovery_code")).isEqualTo(9);
    ok(token(SUSAN, "OTP: " + app.recoveryCodes().get(4)));
    assertThat(rows("recovery_code")).isEqualTo(8);
  }

  @Test
  void withoutAFactorAPasswordSufficesByJson() {
    Reply reply = ok(scene.logIn("david"));
    JsonNode claims = claims(reply.json().get("token").asText());
    assertThat(claims.get("acr").asText()).isEqualTo("1");
    assertThat(claims.get("amr").toString()).isEqualTo("[\"pwd\"]");
    Reply refreshable =
        ok(
            scene.post(
                "/api/login",
                "{\"username\":\"david\",\"password\":\"python\",\"refresh\":true,\"scope\":\"api\"}"));
    assertThat(refreshable.json().get("scope").asText()).isEqualTo("api");
    String refreshed =
        new RoleScene(server)
            .refresh(refreshable.json().get("refresh_token").asText(), Map.of())
            .json()
            .get("access_token")
            .asText();
    assertThat(claims(refreshed).get("acr").asText()).isEqualTo("1");
    assertThat(
            problem(
                scene.post(
                    "/api/login",
                    "{\"username\":\"david\",\"password\":\"python\",\"scope\":\"users:read\"}")))
        .isEqualTo("403 insufficient-scope");
  }

  @Test
  void aRenewedTokenHasNoHigherClass() {
    String token = scene.token("susan", app);
    long authTime = claims(token).get("auth_time").asLong();
    clock.move(Duration.ofMinutes(5));
    String renewed = new RoleScene(server).renew(token);
    assertThat(claims(renewed).get("acr").asText()).isEqualTo("2");
    assertThat(claims(renewed).get("auth_time").asLong()).isEqualTo(authTime);
  }

  @Test
  void wrongCodesAreLimitedButNotForKnownAddresses() {
    server.restart(Map.of("trusted-proxies", "127.0.0.1"));
    String elsewhere = "X-Forwarded-For: 198.51.100.7";
    String home = "X-Forwarded-For: 192.0.2.1";
    // After this log-in, the address is a known address of the account.
    ok(scene.logIn("susan", scene.code(app.totp()), home));
    for (int i = 0; i < 5; i++) {
      assertThat(problem(scene.logIn("susan", "000000", elsewhere))).isEqualTo("403 invalid-code");
    }
    scene.nextStep();
    Reply limited = scene.logIn("susan", scene.code(app.totp()), elsewhere);
    assertThat(problem(limited)).isEqualTo("429 too-many-attempts");
    assertThat(Long.parseLong(limited.header("retry-after").orElseThrow())).isBetween(1L, 900L);
    ok(scene.logIn("susan", scene.code(app.totp()), home));
    clock.move(Duration.ofMinutes(15));
    assertThat(problem(scene.logIn("susan", "000000", elsewhere))).isEqualTo("403 invalid-code");
    assertThat(problem(scene.logIn("susan", "000000", elsewhere)))
        .isEqualTo("429 too-many-attempts");
  }

  /** A thief of the password may have used the account before its owner enrolled a factor. */
  @Test
  void addressesFromBeforeTheFactorDoNotCount() {
    server.restart(Map.of("trusted-proxies", "127.0.0.1"));
    String thief = "X-Forwarded-For: 198.51.100.7";
    String home = "X-Forwarded-For: 192.0.2.1";
    String david = basic("david", "python");
    for (String address : List.of(thief, home)) {
      ok(scene.call("GET", "/api/token", Optional.empty(), david, address));
    }
    JsonNode begun = ok(scene.begin(david, home)).json();
    ok(scene.confirm(begun, scene.code(FactorScene.totp(begun)), david, home));
    for (int i = 0; i < 5; i++) {
      assertThat(problem(scene.logIn("david", "000000", thief))).isEqualTo("403 invalid-code");
    }
    scene.nextStep();
    ok(scene.logIn("david", scene.code(FactorScene.totp(begun)), home));
  }

  @Test
  void whoeverGuessesForLongIsStopped() {
    server.restart(Map.of("trusted-proxies", "127.0.0.1"));
    String home = "X-Forwarded-For: 192.0.2.1";
    ok(scene.logIn("susan", scene.code(app.totp()), home));
    int lookedAt = 0;
    for (int i = 0; i < 56; i++) { // 4 hours with ten attempts each, and 16 hours with one each
      String from = "X-Forwarded-For: 198.51.100." + i;
      lookedAt += scene.logIn("susan", "000000", from).status() == 403 ? 1 : 0;
      clock.move(Duration.ofMinutes(i < 40 ? 6 : 60));
    }
    assertThat(lookedAt).isEqualTo(20);
    ok(scene.logIn("susan", scene.code(app.totp()), home));
    assertThat(
            problem(scene.logIn("susan", scene.code(app.totp()), "X-Forwarded-For: 203.0.113.9")))
        .isEqualTo("429 too-many-attempts");
    clock.move(Duration.ofDays(2));
    server.runMaintenance();
    ok(scene.logIn("susan", scene.code(app.totp()), "X-Forwarded-For: 203.0.113.9"));
  }
}
