package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.token.AdoptedTokenKey.Algorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an adopted application's token, tested at each boundary with a set clock. */
class AdoptedTokenLifeTest {
  @TempDir Path folder;

  @AutoClose private AdoptedScene scene;
  private long now;

  @BeforeEach
  void start() {
    scene = AdoptedScene.ofMiguel(folder, Map.of("session-duration", "1h"));
    now = scene.clock.instant().getEpochSecond();
  }

  private String of2020(String exp) {
    return scene.application.token("{\"id\":1,\"exp\":" + exp + "}");
  }

  private String of2013(long iat, long exp) {
    return scene.application.signed(
        "{\"alg\":\"HS256\",\"exp\":%d,\"iat\":%d}".formatted(exp, iat), "{\"id\":1}");
  }

  @Test
  void expiresAtItsExpiryNotAfterIt() {
    String token = of2020(Long.toString(now + 10));
    String of2013 = of2013(now, now + 10);

    scene.clock.move(Duration.ofSeconds(10).minusNanos(1));
    assertThat(scene.status(token)).isEqualTo(200);
    assertThat(scene.status(of2013)).isEqualTo(200);
    scene.clock.move(Duration.ofNanos(1));
    assertThat(scene.status(token)).isEqualTo(401);
    assertThat(scene.status(of2013)).isEqualTo(401);
  }

  @Test
  void fractionOfItsExpiryCounts() {
    String token = of2020(now + 10 + ".489831429");
    String finer = of2020(now + 10 + ".4898314291");

    scene.clock.move(Duration.ofSeconds(10, 489_831_428));
    assertThat(scene.status(token)).isEqualTo(200);
    scene.clock.move(Duration.ofNanos(1));
    assertThat(scene.status(token)).isEqualTo(401);
    assertThat(scene.status(finer)).as("by a tenth of a nanosecond").isEqualTo(200);
    scene.clock.move(Duration.ofNanos(1));
    assertThat(scene.status(finer)).isEqualTo(401);
  }

  @Test
  void endsAtTheOperatorsLimit() {
    String token = of2020("4102444800.25");
    Instant until = scene.clock.instant().plusSeconds(60).plusNanos(500_000);
    scene.accept("rest-auth", Algorithm.HS256, AdoptedScene.SECRET, until);

    scene.clock.move(Duration.ofSeconds(60).plusNanos(499_999));
    assertThat(scene.status(token)).isEqualTo(200);
    scene.clock.move(Duration.ofNanos(1));
    assertThat(scene.status(token)).isEqualTo(401);

    scene.accept("rest-auth", Algorithm.HS256, AdoptedScene.SECRET, until.plusSeconds(1));
    assertThat(scene.status(token)).as("accepted for longer").isEqualTo(200);
    scene.accept("rest-auth", Algorithm.HS256, AdoptedScene.SECRET, Instant.EPOCH);
    assertThat(scene.status(token)).as("no longer").isEqualTo(401);
  }

  @Test
  void costsASignatureCheckEachTime() {
    for (int i = 1; i <= 3; i++) {
      assertThat(scene.accepts(of2020("4102444800"))).isTrue();
      assertThat(scene.server().adoptedTokens().signatureChecks()).isEqualTo(i);
    }
  }

  @Test
  void expiredTokenCostsNoSignatureCheck() {
    String expired = of2020(Long.toString(now));
    assertThat(scene.status(expired)).isEqualTo(401);
    assertThat(scene.status(scene.application.token("{\"id\":1}"))).isEqualTo(401);
    assertThat(scene.status("a.b.c")).isEqualTo(401);
    scene.accept("rest-auth", Algorithm.HS256, AdoptedScene.SECRET, scene.clock.instant());
    assertThat(scene.status(of2020("4102444800"))).isEqualTo(401);

    assertThat(scene.server().adoptedTokens().signatureChecks()).isZero();
  }

  @Test
  void staysValidAcrossARestartAndInItsSession() throws IOException {
    String token = of2020("4102444800.25");
    JsonNode before = claims(trade(token));
    scene.restart();

    assertThat(scene.status(token)).isEqualTo(200);
    assertThat(claims(trade(token)).get("sid")).isEqualTo(before.get("sid"));
  }

  @Test
  void isExchangedForATokenInASeparateSession() throws IOException {
    String token = of2020("4102444800.25");
    String first = trade(token);
    scene.clock.move(Duration.ofSeconds(100));
    String again = trade(token);
    String renewed = scene.calls().token(first, "x");

    JsonNode claims = claims(first);
    assertThat(claims.get("id").asLong()).isEqualTo(1);
    assertThat(claims.get("gen").asLong()).isEqualTo(1);
    assertThat(claims.get("auth_time").asLong()).isEqualTo(now);
    assertThat(claims.get("exp").asLong()).isEqualTo(now + 600);
    assertThat(claims.get("sid").asText()).hasSizeGreaterThanOrEqualTo(22).doesNotContain(token);
    assertThat(claims(again).get("sid")).isEqualTo(claims.get("sid"));
    assertThat(claims(again).get("auth_time").asLong()).isEqualTo(now + 100);
    assertThat(claims(renewed).get("sid")).isEqualTo(claims.get("sid"));
    assertThat(claims(renewed).get("auth_time").asLong()).isEqualTo(now);

    assertThat(claims(trade(of2020("4102444800.5"))).get("sid")).isNotEqualTo(claims.get("sid"));
  }

  @Test
  void sessionBeginsAtItsTimeOfIssue() throws IOException {
    JsonNode claims = claims(trade(of2013(now - 600, now + 7200)));
    assertThat(claims.get("auth_time").asLong()).isEqualTo(now - 600);

    scene.clock.move(Duration.ofMinutes(45));
    Reply reply = scene.calls().get("/api/token", basic(of2013(now - 600, now + 7200), ""));
    assertThat(reply.json().get("duration").asLong())
        .as("never less than one token")
        .isEqualTo(600);
  }

  @Test
  void isTradedForOneTokenAtATimeOnceItIsOlderThanASession() {
    String old = of2013(now - 7200, now + 7200);
    String ours = trade(old);
    Reply renewed = scene.calls().get("/api/token", basic(ours, ""));
    assertThat(renewed.json().get("duration").asLong()).isEqualTo(600);

    scene.clock.move(Duration.ofSeconds(599));
    renewed = scene.calls().get("/api/token", basic(ours, ""));
    assertThat(renewed.json().get("duration").asLong()).isEqualTo(1);
    scene.clock.move(Duration.ofSeconds(1));
    assertThat(scene.calls().get("/api/token", basic(ours, "")).status()).isEqualTo(401);
    assertThat(trade(old)).isNotEqualTo(ours);
  }

  @Test
  void futureTimeOfIssueIsIgnored() throws IOException {
    assertThat(claims(trade(of2013(now, now + 7200))).get("auth_time").asLong()).isEqualTo(now);
    assertThat(claims(trade(of2013(now + 1, now + 7200))).get("auth_time").asLong()).isEqualTo(now);
    long never = Long.MAX_VALUE;
    assertThat(claims(trade(of2013(never, now + 7200))).get("auth_time").asLong()).isEqualTo(now);
    assertThat(claims(trade(of2013(0, now + 7200))).get("auth_time").asLong())
        .isEqualTo(now - 3600 + 600);
  }

  @Test
  void tradedTokenIsAnOrdinaryTokenInItsSession() {
    String ours = trade(of2020(now + 10 + ".5"));
    scene.clock.move(Duration.ofSeconds(11));

    assertThat(scene.calls().get("/api/resource", basic(ours, "")).status()).isEqualTo(200);
    Reply changed =
        scene
            .calls()
            .post(
                "/api/me/password",
                "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
                basic(ours, ""));
    assertThat(changed.status()).as("it is an ordinary token of the server").isEqualTo(204);
  }

  @Test
  void newPasswordRevokesItAndTheTokenItWasTradedFor() {
    String token = of2020("4102444800.25");
    String ours = trade(token);
    Reply changed =
        scene
            .calls()
            .post(
                "/api/me/password",
                "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
                basic("miguel", "python"));
    assertThat(changed.status()).isEqualTo(204);

    assertThat(scene.status(token)).isEqualTo(401);
    assertThat(scene.status(ours)).isEqualTo(401);
    assertThat(scene.calls().get("/api/resource", basic("miguel", "monty")).status())
        .isEqualTo(200);
  }

  @Test
  void survivesALogInWithTheOldPassword() {
    assertThat(scene.calls().get("/api/resource", basic("miguel", "python")).status())
        .isEqualTo(200);
    assertThat(scene.status(of2020("4102444800.25"))).isEqualTo(200);
  }

  @Test
  void staysRevokedAfterDisableAndEnable() {
    String token = of2020("4102444800.25");
    assertThat(scene.status(token)).isEqualTo(200);

    scene.operate("user.disable", "miguel");
    assertThat(scene.status(token)).isEqualTo(401);
    scene.operate("user.enable", "miguel");
    assertThat(scene.calls().get("/api/resource", basic("miguel", "python")).status())
        .isEqualTo(200);
    assertThat(scene.status(token)).isEqualTo(401);
  }

  @Test
  void accountThatTheApplicationDisabledIsRefused() {
    scene.adopt("rest-auth", 2, "susan", false);

    assertThat(scene.status(scene.application.token("{\"id\":2,\"exp\":4102444800}")))
        .isEqualTo(401);
  }

  @Test
  void endsWhenTheAccountIsClosed() {
    String token = of2020("4102444800.25");
    assertThat(scene.calls().call("DELETE", "/api/me", Optional.empty(), basic("miguel", "python")))
        .extracting(Reply::status)
        .isEqualTo(204);

    assertThat(scene.status(token)).isEqualTo(401);
  }

  private String trade(String token) {
    return scene.calls().token(token, "x");
  }

  private static JsonNode claims(String token) throws IOException {
    return new JsonMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
  }
}
