package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.token.AdoptedTokenKey.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded tokens of REST-auth v0.3 and of PyJWT 2.10. */
class RecordedTokensTest {
  @TempDir Path folder;

  private static JsonNode recorded() {
    try (InputStream stream =
        RecordedTokensTest.class.getResourceAsStream("/dev/restauth/adopt/accounts.json")) {
      return new JsonMapper().readTree(stream);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void responsesMatchTheirNames() {
    JsonNode recorded = recorded();
    try (AdoptedScene scene = new AdoptedScene(folder, Map.of())) {
      for (JsonNode account : recorded.at("/accounts/rest-auth-2020.sqlite")) {
        scene.adopt("rest-auth", account.get("id").asLong(), account.get("username").asText());
      }
      scene.accept(
          "rest-auth",
          Algorithm.HS256,
          recorded.get("secret_key").asText(),
          AdoptedScene.FAR.plusSeconds(100));

      assertThat(recorded.get("tokens").size()).isEqualTo(7);
      for (Map.Entry<String, JsonNode> token : recorded.get("tokens").properties()) {
        assertThat(scene.status(token.getValue().asText()))
            .as(token.getKey())
            .isEqualTo(token.getKey().endsWith("-valid") ? 200 : 401);
      }
    }
  }

  @Test
  void ownersAreGreetedAndTokensAreTraded() {
    try (AdoptedScene scene = new AdoptedScene(folder, Map.of())) {
      scene.adopt("rest-auth", 1, "miguel");
      String secret = recorded().get("secret_key").asText();
      scene.accept("rest-auth", Algorithm.HS256, secret, AdoptedScene.FAR);
      for (String name : new String[] {"2013-valid", "2020-valid"}) {
        String old = recorded().at("/tokens/" + name).asText();
        assertThat(scene.calls().get("/api/resource", basic(old, "")).json().get("data").asText())
            .isEqualTo("Hello, miguel!");
        Reply traded = scene.calls().get("/api/token", "Authorization: Bearer " + old);
        assertThat(traded.json().get("duration").asLong()).isEqualTo(600);
        String ours = traded.json().get("token").asText();
        assertThat(scene.server().verifier().verify(ours)).isPresent();
        assertThat(scene.calls().get("/api/resource", basic(ours, "")).json().get("data").asText())
            .isEqualTo("Hello, miguel!");
      }
    }
  }

  @Test
  void areRefusedLikeAnyOtherTokenThatFails() {
    try (AdoptedScene scene = AdoptedScene.ofMiguel(folder)) {
      String expired = recorded().at("/tokens/2020-expired").asText();
      Reply asName = scene.calls().get("/api/resource", basic(expired, "x"));
      Reply asBearer = scene.calls().get("/api/resource", "Authorization: Bearer " + expired);

      assertThat(asName.body()).isEqualTo("Unauthorized Access");
      assertThat(asName.all("WWW-Authenticate"))
          .containsExactly("Basic realm=\"Authentication Required\"");
      assertThat(asBearer.body()).isEqualTo("Unauthorized Access");
      assertThat(asBearer.all("WWW-Authenticate")).hasSize(2);
      assertThat(scene.server().hasher().computed()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HS256,x,1,eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6MSwiZXhwIjo0MTAyNDQ0ODAwLjI1fQ."
        + "SfIin2BJ9zNgLcUstFY00LdiAzdorh9hI6xuQQmN970",
    "HS256,x,1,eyJhbGciOiJIUzI1NiIsImV4cCI6NDEwMjQ0NDgwMCwiaWF0IjoxNzk2MjAwMDAwfQ.eyJpZCI6MX0."
        + "c-stiwCdPJNVuzAho0pn36cbPZ9Ue17wuDgJpJ8LIF4",
    "HS512,x,1,eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJpZCI6MSwiZXhwIjo0MTAyNDQ0ODAwLjI1fQ."
        + "WIxmLhX3WrXkQzrAPxiPHOIlsjRy-IHM2hZgiygRLQpcRPKuhx2tvQfK-gVGdvW66HVyGFauNLqoQn30F9w-IQ",
    "HS512,x,1,eyJhbGciOiJIUzUxMiIsImV4cCI6NDEwMjQ0NDgwMCwiaWF0IjoxNzk2MjAwMDAwfQ.eyJpZCI6MX0."
        + "LLnn5tO0CfKWID1Hsf9grUdH_DPn1SxO_E0jJtw53q_bVgRa8nPt6nsby1RY2bfAeIUBN8ixi8RztqVdv9Ee8g",
    "HS256,s3,1,eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6MSwiZXhwIjo0MTAyNDQ0ODAwLjI1fQ."
        + "6UexK45-cC8kSE2jgSj7S7s0KEMel-eEQPIweI3UcXM",
    "HS256,p,1024,eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6MSwiZXhwIjo0MTAyNDQ0ODAwLjI1fQ."
        + "j77qiL5dRKSA9ahDu63GiEycyQGGeb9O2zXWi2zxhmQ",
    "HS512,p,1024,eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJpZCI6MSwiZXhwIjo0MTAyNDQ0ODAwLjI1fQ."
        + "sBh1PY6mMci53NekM0KNU3Ge6GpEZlhEAQbEidLohysFuIhiDmlZ-1pVFjjnW4hntPOl-zAxj4xyirtseQO_CA"
  })
  void verifyWithASecretOfAnyLengthAndItsOneAlgorithm(
      Algorithm algorithm, String part, int times, String token) {
    try (AdoptedScene scene = new AdoptedScene(folder, Map.of())) {
      scene.adopt("rest-auth", 1, "miguel");
      scene.accept("rest-auth", algorithm, part.repeat(times), AdoptedScene.FAR);
      assertThat(scene.status(token)).isEqualTo(200);

      scene.accept("rest-auth", algorithm, part.repeat(times - 1) + "y", AdoptedScene.FAR);
      assertThat(scene.status(token)).isEqualTo(401);

      Algorithm other = algorithm == Algorithm.HS256 ? Algorithm.HS512 : Algorithm.HS256;
      scene.accept("rest-auth", other, part.repeat(times), AdoptedScene.FAR);
      assertThat(scene.status(token)).isEqualTo(401);
    }
  }
}
