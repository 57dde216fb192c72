package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.SecretText;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls.Tokens;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation (RFC 7009): a client that has a token of a session can revoke that session. */
class TokenRevocationTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();
  private final OauthCalls oauth = new OauthCalls(calls);
  private Tokens first;
  private Tokens other;

  @BeforeEach
  void logIn() {
    first = oauth.logIn("miguel", "python");
    other = oauth.logIn("miguel", "python");
  }

  @AfterEach
  void tokensOfTwoLogInsDiffer() {
    assertThat(first).isNotEqualTo(other);
  }

  private Reply revoke(String form) {
    return calls.form("/oauth/revoke", form);
  }

  private static void assertDone(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("content-length")).hasValue("0");
    assertThat(reply.header("cache-control")).hasValue("no-store");
  }

  private void assertEnded(Tokens tokens) {
    assertThat(oauth.resource(tokens.access())).isEqualTo(401);
    assertThat(calls.get("/api/token", basic(tokens.access(), "")).status()).isEqualTo(401);
    assertThat(oauth.refresh(tokens.refresh()).status()).isEqualTo(400);
    assertThat(oauth.resource(other.access())).isEqualTo(200);
  }

  @Test
  void revokesTheSessionOfAnAccessToken() {
    Tokens second = oauth.refreshed(first.refresh());
    assertDone(revoke("token=" + first.access()));

    assertEnded(first);
    assertEnded(second);
    assertDone(revoke("token=" + first.access()));
    assertThat(oauth.refresh(other.refresh()).status()).isEqualTo(200);
  }

  @Test
  void revokesTheSessionOfARefreshToken() {
    assertDone(revoke("token=" + first.refresh()));

    assertEnded(first);
    assertDone(revoke("token=" + first.refresh()));
  }

  @Test
  void revokesTheSessionOfAReplacedRefreshToken() {
    Tokens third = oauth.refreshed(oauth.refreshed(first.refresh()).refresh());
    clock.move(Duration.ofMinutes(1));
    assertDone(revoke("token=" + first.refresh()));

    assertEnded(first);
    assertEnded(third);
  }

  @Test
  void staysRevokedAfterARestart() {
    assertDone(revoke("token=" + first.refresh()));
    server.restart();

    assertEnded(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh_token", "access_token", "saml2", ""})
  void ignoresTheHint(String hint) {
    assertDone(revoke("token=" + first.access() + "&token_type_hint=" + hint));

    assertEnded(first);
  }

  @Test
  void expiredTokenRevokesNothing() {
    clock.move(Duration.ofMinutes(10));
    assertDone(revoke("token=" + first.access()));

    assertThat(oauth.refresh(first.refresh()).status()).isEqualTo(200);
  }

  @Test
  void unknownTokenIsNoError() {
    String unknown = new SecretText("restauth_rt_", 22 + 43).next();
    for (String token : new String[] {"x", "miguel", "a.b.c", first.access() + "x", unknown}) {
      assertDone(revoke("token=" + token));
    }

    assertThat(oauth.resource(first.access())).isEqualTo(200);
    assertThat(oauth.refresh(first.refresh()).status()).isEqualTo(200);
  }

  @Test
  void requiresATokenInAForm() {
    for (Reply reply :
        new Reply[] {
          revoke(""),
          revoke("token="),
          revoke("token=" + first.access() + "&token=" + first.access()),
          revoke("token=" + first.access() + "&client_secret=x"), // the token belongs to no client
          calls.call(
              "POST",
              "/oauth/revoke",
              Optional.of("{\"token\":\"x\"}"),
              "Content-Type: application/json")
        }) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("content-type")).hasValue("application/json");
      assertThat(reply.json().get("error").asText()).isEqualTo("invalid_request");
    }
    Reply secret = revoke("token=" + first.access() + "&client_id=restauth&client_secret=x");
    assertThat(secret.status()).isEqualTo(401);
    assertThat(secret.json().get("error").asText()).isEqualTo("invalid_client");
    assertThat(oauth.resource(first.access())).isEqualTo(200);
  }
}
