package dev.restauth.personalkey;

import static dev.restauth.http.HttpCalls.basic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.role.RoleScene;
import java.util.Optional;

/** Calls about personal keys to a server whose accounts have the password {@code python}. */
record KeyScene(TestServer server) {
  static final String KEYS = "/api/me/keys";

  RoleScene roles() {
    return new RoleScene(server);
  }

  Reply create(String body, String authorization) {
    return server.calls().post(KEYS, body, authorization, "Accept: application/json");
  }

  /** Creates a key with scopes, separated by spaces, and further members of the body. */
  MadeKey make(String username, String scopes, String more) {
    String body =
        "{\"name\":\"a key\",\"scopes\":[\"%s\"]%s}".formatted(scopes.replace(" ", "\",\""), more);
    return MadeKey.of(create(body, basic(username, "python")));
  }

  MadeKey make(String username, String scopes) {
    return make(username, scopes, "");
  }

  /** Returns the keys that an account's owner sees in the list. */
  JsonNode list(String username) {
    return server.calls().get(KEYS, basic(username, "python")).json().get("keys");
  }

  Reply delete(String id, String authorization) {
    return server
        .calls()
        .call(
            "DELETE", KEYS + "/" + id, Optional.empty(), authorization, "Accept: application/json");
  }

  /** Exchanges a key for a token. */
  String trade(MadeKey key) {
    return key.trade(server);
  }

  String outcome(String path, String authorization) {
    return roles().outcome(path, authorization);
  }

  /** Returns whether {@code /api/resource} accepts a key or a token. */
  boolean works(String bearer) {
    return roles().opens("/api/resource", bearer);
  }
}
