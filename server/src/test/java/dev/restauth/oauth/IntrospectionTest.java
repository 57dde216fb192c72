package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls.Tokens;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Introspection of tokens by a service (RFC 7662). */
class IntrospectionTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("audience", "shop")).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();
  private final OauthCalls oauth = new OauthCalls(calls);
  private Tokens tokens;
  private String key;

  @BeforeEach
  void logIn() {
    tokens = oauth.logIn("miguel", "python");
    key = "Authorization: Bearer " + server.serviceKey("shop", "tokens:introspect");
  }

  private Reply ask(String form) {
    return calls.form("/oauth/introspect", form, key);
  }

  private JsonNode about(String token) {
    Reply reply = ask("token=" + token);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).hasValue("application/json");
    assertThat(reply.header("cache-control")).hasValue("no-store");
    return reply.json();
  }

  private void assertInactive(String token) {
    assertThat(about(token)).isEqualTo(new JsonMapper().createObjectNode().put("active", false));
  }

  @Test
  void returnsTheClaimsAndTheUserOfAnAccessToken() throws ParseException {
    JWTClaimsSet claims = SignedJWT.parse(tokens.access()).getJWTClaimsSet();
    long now = clock.instant().getEpochSecond();
    JsonNode about = about(tokens.access());

    assertThat(about.get("active").isBoolean()).isTrue();
    assertThat(about.get("active").asBoolean()).isTrue();
    assertThat(about.get("scope").asText()).isEqualTo("api");
    assertThat(about.get("client_id").asText()).isEqualTo("restauth");
    assertThat(about.get("username").asText()).isEqualTo("miguel");
    assertThat(about.get("token_type").asText()).isEqualTo("Bearer");
    assertThat(about.get("exp").asLong()).isEqualTo(now + 600);
    assertThat(about.get("iat").asLong()).isEqualTo(now);
    assertThat(about.get("auth_time").asLong()).isEqualTo(now);
    assertThat(about.get("sub").asText()).isEqualTo("1");
    assertThat(about.get("aud").asText()).isEqualTo("shop");
    assertThat(about.get("iss").asText()).isEqualTo(claims.getIssuer());
    assertThat(about.get("jti").asText()).isEqualTo(claims.getJWTID());
    assertThat(about.get("sid").asText()).isEqualTo(claims.getClaim("sid"));
    assertThat(about.get("acr").asText()).isEqualTo("1");
    assertThat(about.get("amr").toString()).isEqualTo("[\"pwd\"]");
    assertThat(about.size()).isEqualTo(15);
  }

  @Test
  void returnsTheTimeOfTheLogInAfterARefresh() {
    long loggedIn = clock.instant().getEpochSecond();
    clock.move(Duration.ofHours(1));
    JsonNode about = about(oauth.refreshed(tokens.refresh()).access());

    assertThat(about.get("auth_time").asLong()).isEqualTo(loggedIn);
    assertThat(about.get("iat").asLong()).isEqualTo(loggedIn + 3600);
  }

  @Test
  void tokenIsInactiveOnTheSecondOfItsExpiry() {
    clock.move(Duration.ofSeconds(599));
    assertThat(about(tokens.access()).get("active").asBoolean()).isTrue();
    clock.move(Duration.ofSeconds(1));

    assertInactive(tokens.access());
  }

  @Test
  void tokenIsInactiveImmediatelyAfterALogOut() {
    calls.form("/oauth/revoke", "token=" + tokens.refresh());

    assertInactive(tokens.access());
  }

  @Test
  void tokenOfADisabledAccountIsInactiveImmediately() {
    server.operate("user.disable", Map.of("username", "miguel"));

    assertInactive(tokens.access());
  }

  @Test
  void anythingElseIsInactive() {
    for (String other :
        new String[] {tokens.refresh(), "restauth_sk_x", "x", "a.b.c", tokens.access() + "x"}) {
      assertInactive(other);
    }
  }

  @Test
  void hintIsIgnored() {
    assertThat(
            ask("token=" + tokens.access() + "&token_type_hint=refresh_token").json().get("active"))
        .isEqualTo(about(tokens.access()).get("active"));
  }

  @Test
  void requiresAToken() {
    for (String form : new String[] {"", "token=", "token=x&token=x"}) {
      Reply reply = ask(form);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().get("error").asText()).isEqualTo("invalid_request");
    }
  }

  @Test
  void answersOnlyServicesWithTheScope() {
    String form = "token=" + tokens.access();
    String other = server.serviceKey("follower", "revocations:read");

    assertThat(calls.form("/oauth/introspect", form).status()).isEqualTo(401);
    for (String user :
        new String[] {"Authorization: Bearer " + tokens.access(), basic("miguel", "python")}) {
      Reply reply = calls.form("/oauth/introspect", form, user);
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.body()).doesNotContain("active");
    }
    assertThat(calls.form("/oauth/introspect", form, "Authorization: Bearer " + other).status())
        .isEqualTo(403);
    server.operate("service-key.disable", Map.of("name", "shop"));
    assertThat(ask(form).status()).isEqualTo(401);
  }
}
