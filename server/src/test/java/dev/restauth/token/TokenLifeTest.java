package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The life of a token, tested at each boundary with a set clock. */
class TokenLifeTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("session-duration", "1h")).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();

  @Test
  void carriesTheClaimsOfRfc9068AndOurs() throws IOException {
    JsonNode header = part(calls.token("miguel", "python"), 0);
    assertThat(header.get("typ").asText()).isEqualTo("at+jwt");
    assertThat(header.get("alg").asText()).isEqualTo("ES256");
    assertThat(header.get("kid").asText()).isNotEmpty();
    assertThat(header.size()).isEqualTo(3);

    JsonNode claims = part(calls.token("miguel", "python"), 1);
    long now = clock.instant().getEpochSecond();
    assertThat(claims.get("iss").asText()).startsWith("urn:uuid:");
    assertThat(claims.get("aud").asText()).isEqualTo(claims.get("iss").asText());
    assertThat(claims.get("sub").asText()).isEqualTo("1");
    assertThat(claims.get("id").isIntegralNumber()).isTrue();
    assertThat(claims.get("id").asLong()).isEqualTo(1);
    assertThat(claims.get("iat").asLong()).isEqualTo(now);
    assertThat(claims.get("exp").asLong()).isEqualTo(now + 600);
    assertThat(claims.get("auth_time").asLong()).isEqualTo(now);
    assertThat(claims.get("client_id").asText()).isEqualTo("restauth");
    assertThat(claims.get("scope").asText()).isEqualTo("api");
    assertThat(claims.get("gen").asLong()).isEqualTo(1);
    assertThat(claims.get("jti").asText()).hasSizeGreaterThanOrEqualTo(22);
    assertThat(claims.get("sid").asText()).hasSizeGreaterThanOrEqualTo(22);
  }

  @Test
  void expiresAtItsExpiryNotAfterIt() {
    String token = calls.token("miguel", "python");

    clock.move(Duration.ofSeconds(599));
    assertThat(resource(token)).isEqualTo(200);
    clock.move(Duration.ofSeconds(1));
    assertThat(resource(token)).isEqualTo(401);
  }

  @Test
  void uncachedTokenExpiresAtItsExpiry() {
    String token = calls.token("miguel", "python");
    clock.move(Duration.ofMinutes(10));

    assertThat(resource(token)).isEqualTo(401);
    assertThat(server.verifier().signatureChecks()).isZero();
  }

  @Test
  void isRenewedInItsSessionWithoutMovingTheTimeOfThePassword() throws IOException {
    String first = calls.token("miguel", "python");
    clock.move(Duration.ofSeconds(500));
    String second = calls.token(first, "x");

    JsonNode before = part(first, 1);
    JsonNode after = part(second, 1);
    assertThat(after.get("sid")).isEqualTo(before.get("sid"));
    assertThat(after.get("auth_time")).isEqualTo(before.get("auth_time"));
    assertThat(after.get("jti")).isNotEqualTo(before.get("jti"));
    assertThat(after.get("exp").asLong()).isEqualTo(before.get("exp").asLong() + 500);
    assertThat(part(calls.token("miguel", "python"), 1).get("sid")).isNotEqualTo(before.get("sid"));
  }

  @Test
  void neverOutlivesItsSessionHoweverOftenRenewed() {
    String token = calls.token("miguel", "python");
    for (int minutes = 0; minutes < 55; minutes += 5) {
      clock.move(Duration.ofMinutes(5));
      token = calls.token(token, "x");
    }

    Reply last = calls.get("/api/token", basic(token, "x"));
    assertThat(last.json().get("duration").asLong()).isEqualTo(300);
    String lastToken = last.json().get("token").asText();
    clock.move(Duration.ofSeconds(299));
    assertThat(calls.get("/api/token", basic(lastToken, "x")).json().get("duration").asLong())
        .isEqualTo(1);
    clock.move(Duration.ofSeconds(1));
    assertThat(resource(lastToken)).isEqualTo(401);
    assertThat(calls.get("/api/token", basic(lastToken, "x")).status()).isEqualTo(401);
    assertThat(calls.get("/api/token", basic("miguel", "python")).status()).isEqualTo(200);
  }

  @Test
  void isRefusedIfItIsFromTheFuture() {
    String token = calls.token("miguel", "python");

    clock.move(Duration.ofMinutes(-1));
    assertThat(resource(token)).isEqualTo(200);
    clock.move(Duration.ofSeconds(-1));
    assertThat(resource(token)).isEqualTo(401);
  }

  @Test
  void staysValidAcrossARestart() {
    String token = calls.token("miguel", "python");
    server.restart(Map.of());

    assertThat(resource(token)).isEqualTo(200);
  }

  @Test
  void expiresSoonerIfTheOperatorShortensTokens() {
    String token = calls.token("miguel", "python");
    server.restart(Map.of("token-duration", "30s"));

    clock.move(Duration.ofSeconds(29));
    assertThat(resource(token)).isEqualTo(200);
    clock.move(Duration.ofSeconds(1));
    assertThat(resource(token)).isEqualTo(401);
  }

  @Test
  void isRefusedByAServerWithAnotherAudience() {
    String token = calls.token("miguel", "python");
    server.restart(Map.of("audience", "https://other.example"));

    assertThat(resource(token)).isEqualTo(401);
  }

  @Test
  void issuerIsConfiguredAndNeverTheHost() throws IOException {
    server.restart(Map.of("public-url", "https://auth.example"));

    Reply reply = calls.get("/api/token", basic("miguel", "python"), "Host: evil.example");
    JsonNode claims = part(reply.json().get("token").asText(), 1);
    assertThat(claims.get("iss").asText()).isEqualTo("https://auth.example");
    assertThat(claims.get("aud").asText()).isEqualTo("https://auth.example");
  }

  @Test
  void staysRevokedAfterDisableAndEnable() {
    String token = calls.token("miguel", "python");
    assertThat(resource(token)).isEqualTo(200);

    server.operate("user.disable", Map.of("username", "miguel"));
    assertThat(calls.get("/api/resource", basic("miguel", "python")).status()).isEqualTo(401);
    server.operate("user.enable", Map.of("username", "miguel"));
    assertThat(calls.get("/api/resource", basic("miguel", "python")).status()).isEqualTo(200);
    assertThat(resource(token)).isEqualTo(401);
  }

  private int resource(String token) {
    int asName = calls.get("/api/resource", basic(token, "x")).status();
    int asBearer = calls.get("/api/resource", "Authorization: Bearer " + token).status();
    assertThat(asBearer).isEqualTo(asName);
    return asName;
  }

  private static JsonNode part(String token, int index) throws IOException {
    return new JsonMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
  }
}
