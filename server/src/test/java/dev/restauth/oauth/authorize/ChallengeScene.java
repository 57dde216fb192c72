package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.CHALLENGE;
import static dev.restauth.oauth.OidcScene.VERIFIER;
import static dev.restauth.oauth.OidcScene.encoded;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests of an operator's own app to {@code /oauth/challenge}. */
final class ChallengeScene {
  static final String APP = "app";

  private final TestServer server;
  private final OidcScene scene;

  ChallengeScene(TestServer server) {
    this.server = server;
    this.scene = new OidcScene(server);
  }

  /** Registers three public clients, of which two belong to the operator. */
  void register() {
    addPublic(APP, true);
    addPublic("sister", true);
    addPublic("stranger", false);
  }

  /** Registers a confidential client of the operator, and returns its secret. */
  String registerBackend() {
    return scene
        .clients()
        .add("backend", "{'redirect_uris':['%s'],'first_party':true}".formatted(CALLBACK));
  }

  private void addPublic(String id, boolean firstParty) {
    var _ =
        scene
            .clients()
            .add(
                id,
                """
                {'token_endpoint_auth_method':'none','redirect_uris':['%s'],'first_party':%s,
                 'grant_types':['authorization_code','refresh_token']}"""
                    .formatted(CALLBACK, firstParty));
  }

  /** A whole request of the app, without a proof of identity. */
  static Map<String, String> request() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", APP);
    parameters.put("scope", "openid profile");
    parameters.put("nonce", "a nonce");
    parameters.put("code_challenge", CHALLENGE);
    parameters.put("code_challenge_method", "S256");
    return parameters;
  }

  /** A whole request with the password of a user. */
  static Map<String, String> asUser(String username) {
    return with(request(), "username", username, "password", OidcScene.PASSWORD);
  }

  /** A later request of the same log-in. */
  static Map<String, String> step(String authSession, String... more) {
    return with(Map.of("client_id", APP, "auth_session", authSession), more);
  }

  Reply send(Map<String, String> parameters, String... headers) {
    return server.calls().form("/oauth/challenge", encoded(parameters), headers);
  }

  static String error(Reply reply) {
    assertThat(reply.header("cache-control")).contains("no-store");
    return reply.status() + " " + reply.json().path("error").asText();
  }

  static String code(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.header("cache-control")).contains("no-store");
    return reply.json().get("authorization_code").asText();
  }

  static String authSession(Reply reply) {
    assertThat(error(reply)).as(reply.body()).isEqualTo("400 insufficient_authorization");
    return reply.json().get("auth_session").asText();
  }

  static List<String> methods(Reply reply) {
    return reply.json().get("methods").valueStream().map(JsonNode::asText).toList();
  }

  Reply redeem(String code, String... more) {
    return server
        .calls()
        .form(
            "/oauth/token",
            encoded(
                with(
                    Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        APP,
                        "code",
                        code,
                        "code_verifier",
                        VERIFIER),
                    more)));
  }
}
