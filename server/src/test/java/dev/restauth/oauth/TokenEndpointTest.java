package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.figure.FigureValue;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that the token endpoint refuses. A refusal does not use up the refresh token. */
class TokenEndpointTest {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

  @RegisterExtension
  private static final TestServer server = new TestServer().withAccount("miguel", "python");

  private static final HttpCalls calls = server.calls();
  private static final OauthCalls oauth = new OauthCalls(calls);
  private String refreshToken = "";

  @BeforeEach
  void logIn() {
    refreshToken = oauth.logIn("miguel", "python").refresh();
  }

  /** Sends a token request, in which RT stands for a valid refresh token. */
  private Reply token(String form, String... headers) {
    return calls.form("/oauth/token", form.replace("RT", refreshToken), headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant_type=refresh_token&refresh_token=RT",
        "grant_type=refresh_token&refresh_token=RT&client_id=restauth",
        "grant_type=refresh_token&refresh_token=RT&client_id=&scope=&client_secret=",
        "grant_type=refresh_token&refresh_token=RT&scope=api",
        "grant_type=refresh_token&refresh_token=RT&scope=api+api&unknown=1",
        "&&refresh%5Ftoken=RT&&grant_type=%72efresh_token&"
      })
  void grantsWellFormedRequests(String form) {
    Reply reply = token(form);

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.json().get("scope").asText()).isEqualTo("api");
  }

  @ParameterizedTest
  @CsvSource({
    "'', invalid_request",
    "refresh_token=RT, invalid_request",
    "grant_type=&refresh_token=RT, invalid_request",
    "grant_type=refresh_token, invalid_request",
    "grant_type=refresh_token&refresh_token=, invalid_request",
    "grant_type=refresh_token&refresh_token=RT&refresh_token=RT, invalid_request",
    "grant_type=refresh_token&grant_type=refresh_token&refresh_token=RT, invalid_request",
    "grant_type=refresh_token&refresh_token=RT&scope=api&scope=api, invalid_request",
    "grant_type=refresh_token&refresh_token=RT&x=1&x=, invalid_request",
    "grant_type=refresh_token&refresh_token=RT&x=%zz, invalid_request",
    "grant_type=refresh_token&refresh_token=RT&x=%4, invalid_request",
    "grant_type=password&username=miguel&password=python, unsupported_grant_type",
    "grant_type=authorization_code&code=x, unauthorized_client",
    "grant_type=Refresh_token&refresh_token=RT, unsupported_grant_type",
    "grant_type=refresh_token&refresh_token=RT&scope=admin, invalid_scope",
    "grant_type=refresh_token&refresh_token=RT&scope=api+admin, invalid_scope",
    "grant_type=refresh_token&refresh_token=RT&scope=api++api, invalid_scope",
    "grant_type=refresh_token&refresh_token=RT&scope=+, invalid_scope",
    "grant_type=refresh_token&refresh_token=RT&scope=API, invalid_scope",
    "grant_type=refresh_token&refresh_token=miguel, invalid_grant",
  })
  void refusesMalformedRequestsAndUsesNothingUp(String form, String error) {
    Reply reply = token(form);

    assertThat(reply.status()).isEqualTo(400);
    assertIsError(reply, error);
    assertThat(reply.all("www-authenticate")).isEmpty();
    assertRefreshTokenIsUnused();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id=other", "client_id=restauth&client_secret=x"})
  void refusesOtherClientsAndSecrets(String client) {
    Reply reply = token("grant_type=refresh_token&refresh_token=RT&" + client);

    assertThat(reply.status()).isEqualTo(401);
    assertIsError(reply, "invalid_client");
    assertRefreshTokenIsUnused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client_secret=x",
        "client_id=restauth&client_assertion=x&client_assertion_type=y"
      })
  void refusesMalformedAuthentication(String client) {
    Reply reply = token("grant_type=refresh_token&refresh_token=RT&" + client);

    assertThat(reply.status()).isEqualTo(400);
    assertIsError(reply, "invalid_request");
    assertRefreshTokenIsUnused();
  }

  @Test
  void countsRequestsByGrantAndOutcome() {
    double issued = counted("refresh_token", "issued");
    double refused = counted("refresh_token", "invalid_grant");
    double malformed = counted("other", "invalid_request");
    double unsupported = counted("other", "unsupported_grant_type");
    token("grant_type=refresh_token&refresh_token=miguel");
    token("grant_type=refresh_token&refresh_token=RT");
    token("grant_type=a-rare-grant");
    token("grant_type=refresh_token&refresh_token=RT&refresh_token=RT");
    assertThat(counted("refresh_token", "issued")).isEqualTo(issued + 1);
    assertThat(counted("refresh_token", "invalid_grant")).isEqualTo(refused + 1);
    assertThat(counted("other", "unsupported_grant_type")).isEqualTo(unsupported + 1);
    assertThat(counted("other", "invalid_request")).isEqualTo(malformed + 1);
  }

  private static double counted(String grant, String outcome) {
    return FigureValue.of(server.figures(), "restauth_oauth_token_requests_total", grant, outcome);
  }

  @Test
  void refusesAnAuthorizationHeader() {
    for (String field :
        new String[] {
          basic("restauth", "x"),
          basic("restauth", ""),
          "Authorization: Bearer x",
          "Authorization: x"
        }) {
      Reply reply = token("grant_type=refresh_token&refresh_token=RT", field);

      assertThat(reply.status()).isEqualTo(401);
      assertIsError(reply, "invalid_client");
      assertThat(reply.header("www-authenticate")).hasValue("Basic realm=\"OAuth client\"");
    }
    assertRefreshTokenIsUnused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: application/json",
        "Content-Type: text/plain",
        "Content-Type: multipart/form-data; boundary=x",
        "X-None: x"
      })
  void acceptsNothingButAForm(String type) {
    Reply reply =
        calls.call(
            "POST",
            "/oauth/token",
            Optional.of("grant_type=refresh_token&refresh_token=" + refreshToken),
            type);

    assertThat(reply.status()).isEqualTo(400);
    assertIsError(reply, "invalid_request");
    assertRefreshTokenIsUnused();
  }

  @Test
  void acceptsAFormWithACharset() {
    Reply reply =
        calls.call(
            "POST",
            "/oauth/token",
            Optional.of("grant_type=refresh_token&refresh_token=" + refreshToken),
            "Content-Type: Application/X-WWW-Form-URLEncoded; charset=UTF-8");

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void limitsTheSizeOfTheForm() {
    String good = "grant_type=refresh_token&refresh_token=RT";
    assertThat(token(good + parameters(98)).status()).isEqualTo(200);
    refreshToken = oauth.logIn("miguel", "python").refresh();
    assertIsError(token(good + parameters(99)), "invalid_request");
    assertThat(token(good + "&x=" + "x".repeat(64 * 1024)).status()).isEqualTo(413);
    assertRefreshTokenIsUnused();
  }

  private static String parameters(int count) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < count; i++) {
      form.append("&p").append(i).append('=');
    }
    return form.toString();
  }

  @Test
  void readsTheFormAndNotTheQuery() {
    Reply reply =
        calls.call(
            "POST",
            "/oauth/token?grant_type=refresh_token&refresh_token=" + refreshToken,
            Optional.of(""),
            FORM);

    assertIsError(reply, "invalid_request");
    assertThat(calls.get("/oauth/token").status()).isEqualTo(405);
  }

  /**
   * Asserts an error that follows RFC 6749, section 5.2, and does not repeat the request's values.
   */
  private void assertIsError(Reply reply, String error) {
    assertThat(reply.header("content-type")).hasValue("application/json");
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.header("pragma")).hasValue("no-cache");
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
    assertThat(reply.json().get("error_description").asText())
        .matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    assertThat(reply.json().size()).isEqualTo(2);
    assertThat(reply.body()).doesNotContain(refreshToken);
  }

  private void assertRefreshTokenIsUnused() {
    String next = oauth.refreshed(refreshToken).refresh();
    assertThat(oauth.refreshed(next).refresh()).isNotEqualTo(next);
  }
}
