package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * An API that is the same for every adapter. It answers with the token's owner, and requires the
 * scope {@code api} or the role {@code admin}.
 */
final class ProtectedApi {
  /** The response of a route to a valid token. */
  static final String ANSWER = "account 42, session live, api true, admin false";

  /** The response of a route to a valid token with the role {@code admin}. */
  static final String ANSWER_TO_ADMIN = "account 42, session live, api true, admin true";

  private final URI url;

  ProtectedApi(int port) {
    this.url = URI.create("http://127.0.0.1:" + port + "/orders");
  }

  /** A verifier for the API, with the server that it follows. */
  static final class Guard implements AutoCloseable {
    final TestClock clock = new TestClock();
    final FakeServer server;
    final Connected connected;

    Guard() throws IOException {
      server = new FakeServer();
      connected = Verifiers.connect(server, Verifiers.calm(server, clock));
    }

    TokenVerifier verifier() {
      return connected.verifier();
    }

    @Override
    public void close() {
      connected.close();
      server.close();
    }
  }

  static String answer(VerifiedToken token, boolean api, boolean admin) {
    return "account %s, session %s, api %s, admin %s"
        .formatted(token.subject(), token.sessionId(), api, admin);
  }

  /**
   * Asserts that the API is protected.
   *
   * @param whenUnknown the status while the verifier is stale
   */
  void assertProtectedBy(Guard guard, int whenUnknown) {
    String live = Tokens.good(START, "live");
    HttpResponse<String> without = call();
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(challenge(without)).startsWith("Bearer").doesNotContain("error");
    assertThat(call("Authorization", "Basic c3VzYW46eA==").statusCode()).isEqualTo(401);
    assertThat(call("Authorization", "Bearer x", "Authorization", "Bearer " + live).statusCode())
        .isBetween(400, 401);

    assertThat(call("Authorization", "Bearer " + live).body()).isEqualTo(ANSWER);
    assertThat(call("authorization", "bearer " + live).body()).isEqualTo(ANSWER);

    HttpResponse<String> bad = call("Authorization", "Bearer " + live + "x");
    assertThat(bad.statusCode()).isEqualTo(401);
    assertThat(challenge(bad)).contains("error=\"invalid_token\"");

    String other =
        Tokens.signed(Tokens.KEY, Tokens.claims(START, "live").claim("scope", "read").build());
    HttpResponse<String> scope = call("Authorization", "Bearer " + other);
    assertThat(scope.statusCode()).isEqualTo(403);
    assertThat(challenge(scope)).contains("error=\"insufficient_scope\"");

    guard.connected.feed().revoke("live");
    Awaiting.until("refused", () -> call("Authorization", "Bearer " + live).statusCode() == 401);

    String another = Tokens.good(START, "another");
    guard.server.answerFeed(503);
    guard.connected.feed().close();
    Awaiting.until("noticed", () -> guard.server.refusals() > 0);
    guard.clock.pass(Duration.ofSeconds(3));
    assertThat(call("Authorization", "Bearer " + another).statusCode()).isEqualTo(whenUnknown);
    assertThat(call("Authorization", "Bearer " + live).statusCode()).isEqualTo(401);
  }

  /**
   * Asserts that the API requires the role {@code admin}, and refuses tokens from before a change
   * of that role.
   */
  void assertRequiresAdmin(Guard guard) {
    assertThat(call("Authorization", "Bearer " + admin(57)).body()).isEqualTo(ANSWER_TO_ADMIN);

    HttpResponse<String> other = call("Authorization", "Bearer " + Tokens.good(START, "live"));
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(challenge(other))
        .startsWith("Bearer ")
        .contains("error=\"insufficient_scope\"")
        .doesNotContain("scope=\"");

    guard.connected.feed().changeRole("admin", 58, "users:write");
    Awaiting.until(
        "outdated", () -> call("Authorization", "Bearer " + admin(57)).statusCode() == 401);
    assertThat(challenge(call("Authorization", "Bearer " + admin(57))))
        .contains("error=\"invalid_token\"");
    assertThat(call("Authorization", "Bearer " + admin(58)).body()).isEqualTo(ANSWER_TO_ADMIN);
  }

  private static String admin(long rights) {
    return Tokens.signed(
        Tokens.KEY,
        Tokens.claims(START, "live")
            .claim("roles", List.of("admin", "editor"))
            .claim("rgt", rights)
            .build());
  }

  private static String challenge(HttpResponse<String> response) {
    return response.headers().firstValue("WWW-Authenticate").orElse("none");
  }

  private HttpResponse<String> call(String... fields) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    if (fields.length > 0) {
      request.headers(fields);
    }
    try {
      return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
