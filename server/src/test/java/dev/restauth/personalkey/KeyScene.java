package dev.restauth.personalkey;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.role.RoleScene;
import java.util.Optional;

/** Calls about personal keys to a server whose accounts have the password {@code python}. */
record KeyScene(TestServer server) {
  static final String KEYS = "/api/me/keys";

  /**
   * A key that was made.
   *
   * @param text the key itself
   */
  record Made(String id, String text) {
    String bearer() {
      return RoleScene.bearer(text);
    }
  }

  RoleScene roles() {
    return new RoleScene(server);
  }

  Reply create(String body, String authorization) {
    return server.calls().post(KEYS, body, authorization, "Accept: application/json");
  }

  /** Makes a key with scopes, separated by spaces, and more members of the body. */
  Made make(String username, String scopes, String more) {
    String body =
        "{\"name\":\"a key\",\"scopes\":[\"%s\"]%s}".formatted(scopes.replace(" ", "\",\""), more);
    Reply reply = create(body, basic(username, "python"));
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return new Made(reply.json().get("id").asText(), reply.json().get("key").asText());
  }

  Made make(String username, String scopes) {
    return make(username, scopes, "");
  }

  /** The keys that the list of an account's owner has. */
  JsonNode list(String username) {
    return server.calls().get(KEYS, basic(username, "python")).json().get("keys");
  }

  Reply delete(String id, String authorization) {
    return server
        .calls()
        .call(
            "DELETE", KEYS + "/" + id, Optional.empty(), authorization, "Accept: application/json");
  }

  /** Trades a key, and returns the token. */
  String trade(Made key) {
    return RoleScene.tokenOf(roles().ask("", key.bearer()));
  }

  String outcome(String path, String authorization) {
    return roles().outcome(path, authorization);
  }

  /** Whether a key or a token opens {@code /api/resource}. */
  boolean works(String bearer) {
    String outcome = outcome("/api/resource", RoleScene.bearer(bearer));
    assertThat(outcome).isIn("200", "401 unauthorized");
    return outcome.equals("200");
  }
}
