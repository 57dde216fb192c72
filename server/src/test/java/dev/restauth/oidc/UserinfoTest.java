package dev.restauth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oidc.OidcScene.Tokens;
import java.text.ParseException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims about a user, selected by scopes. */
class UserinfoTest {
  private static final String PATH = "/oauth/userinfo";
  private static final String PROFILE =
      """
      {"display_name":"Miguel de Cervantes","given_name":"Miguel","family_name":"Cervantes","middle_name":"de",
       "nickname":"mig","profile":"https://example.com/m","picture":"https://example.com/m.png",
       "website":"https://example.com","gender":"male","birthdate":"1990-02-03","zoneinfo":"Europe/Madrid",
       "locale":"es-ES","phone_number":"+34911234567",
       "address":{"street_address":"Calle 1","locality":"Madrid","postal_code":"28001","country":"ES"}}
      """;

  @RegisterExtension
  private final TestServer server =
      new TestServer(OidcScene.SETTINGS).withAccount("miguel", "python");

  private OidcScene scene;

  @BeforeEach
  void add() {
    scene =
        new OidcScene(server)
            .client("shop", ",'scope':'openid profile email address phone offline_access'");
    Reply reply =
        scene
            .calls()
            .call(
                "PATCH",
                "/api/me",
                Optional.of(PROFILE),
                HttpCalls.basic("miguel", "python"),
                "Content-Type: application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    server
        .notifyingStore()
        .inTransaction(
            tx -> tx.sql().change("UPDATE account SET email = 'miguel@example.com' WHERE id = 1"));
  }

  private Reply claims(String scope) {
    return scene.userinfo(scene.tokens("shop", scope).access());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openid | sub",
        "openid profile | sub name family_name given_name middle_name nickname preferred_username profile picture"
            + " website gender birthdate zoneinfo locale updated_at",
        "openid email | sub email email_verified",
        "openid address | sub address",
        "openid phone | sub phone_number phone_number_verified"
      })
  void eachScopeGivesItsClaims(String scope, String names) {
    assertThat(OidcScene.names(claims(scope))).containsExactlyInAnyOrder(names.split(" ", -1));
  }

  @Test
  void claimsHaveTheirTypes() {
    var json = claims("openid profile email address phone").json();

    assertThat(json.get("sub").asText()).isEqualTo("1");
    assertThat(json.get("name").asText()).isEqualTo("Miguel de Cervantes");
    assertThat(json.get("preferred_username").asText()).isEqualTo("miguel");
    assertThat(json.get("updated_at").isIntegralNumber()).isTrue();
    assertThat(json.get("email").asText()).isEqualTo("miguel@example.com");
    assertThat(json.get("email_verified")).hasToString("false");
    assertThat(json.get("phone_number_verified")).hasToString("false");
    assertThat(json.get("address").get("locality").asText()).isEqualTo("Madrid");
  }

  @Test
  void claimsParameterAsksForSingleClaims() {
    Tokens tokens =
        scene.tokens(
            "shop",
            "openid",
            code ->
                OidcScene.asking(
                    code,
                    "{\"userinfo\":{\"name\":{\"essential\":true},\"email\":null,\"unknown\":null,"
                        + "\"password_hash\":null},\"id_token\":{\"nickname\":null}}"));

    assertThat(OidcScene.names(scene.userinfo(tokens.access())))
        .containsExactlyInAnyOrder("sub", "name", "email");
  }

  @Test
  void tokenMayBeInAForm() {
    String token = scene.tokens("shop", "openid").access();

    assertThat(OidcScene.names(scene.calls().form(PATH, "access_token=" + token)))
        .containsExactly("sub");
    assertThat(OidcScene.names(scene.calls().form(PATH, "x=y", "Authorization: bearer " + token)))
        .containsExactly("sub");
    Reply both =
        scene.calls().form(PATH, "access_token=" + token, "Authorization: Bearer " + token);
    assertRefused(both, 400, "invalid_request");
    assertThat(scene.calls().get(PATH + "?access_token=" + token).status()).isEqualTo(401);
  }

  private static void assertRefused(Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
    assertThat(reply.header("www-authenticate").orElse(""))
        .startsWith("Bearer realm=")
        .contains("error=\"" + error + "\"");
    assertThat(reply.header("cache-control")).hasValue("no-store");
  }

  @Test
  void tokenOfAnotherKindIsRefused() {
    Reply none = scene.calls().get(PATH);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("www-authenticate")).hasValue("Bearer realm=\"OAuth client\"");

    assertRefused(scene.userinfo("x"), 401, "invalid_token");
    assertRefused(scene.userinfo(scene.calls().token("miguel", "python")), 401, "invalid_token");
    assertRefused(
        scene.calls().get(PATH, HttpCalls.basic("miguel", "python")), 401, "invalid_token");
  }

  @Test
  void tokenWithoutOpenidIsRefused() {
    Reply reply = claims("profile email");

    assertRefused(reply, 403, "insufficient_scope");
    assertThat(reply.header("www-authenticate").orElse("")).contains("scope=\"openid\"");
  }

  @Test
  void endsWithTheSession() {
    Tokens tokens = scene.tokens("shop", "openid");
    assertThat(scene.userinfo(tokens.access()).status()).isEqualTo(200);
    var _ =
        scene
            .calls()
            .call(
                "DELETE",
                "/api/me/sessions",
                Optional.empty(),
                HttpCalls.basic("miguel", "python"));

    assertRefused(scene.userinfo(tokens.access()), 401, "invalid_token");
  }

  @Test
  void clientMayWantItSigned() throws ParseException {
    scene.client("signed", ",'userinfo_signed_response_alg':'ES256'");
    Reply reply = scene.userinfo(scene.tokens("signed", "openid profile").access());

    assertThat(reply.header("content-type")).hasValue("application/jwt");
    assertThat(reply.header("cache-control")).hasValue("no-store");
    SignedJWT jwt = SignedJWT.parse(reply.body());
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
    assertThat(claims.getIssuer()).isEqualTo(OidcScene.ISSUER);
    assertThat(claims.getAudience()).containsExactly("signed");
    assertThat(claims.getSubject()).isEqualTo("1");
    assertThat(claims.getStringClaim("name")).isEqualTo("Miguel de Cervantes");
    assertThat(claims.getClaims()).doesNotContainKeys("nonce", "exp", "sid");
  }
}
