package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.event.EventCalls;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.role.RoleScene;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls about organizations to a server whose accounts have the password {@code python}. */
record OrganizationScene(TestServer server) {
  /** Creates an organization as an operator, and returns its id. */
  String make(String slug, String owner) {
    Reply reply =
        server.operate("org.create", Map.of("slug", slug, "name", slug, "username", owner));
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return String.valueOf(((Reply.Done) reply).facts().values().get("id"));
  }

  /** Adds a member as an operator, or changes a member's role. */
  void add(String slug, String username, String role) {
    operate("add", Map.of("slug", slug, "username", username, "role", role));
  }

  /** Removes a member as an operator. */
  void remove(String slug, String username) {
    operate("remove", Map.of("slug", slug, "username", username));
  }

  /** Replaces the scopes of a role as an operator. */
  void define(String role, String scopes) {
    operate("define", Map.of("role", role, "scopes", scopes));
  }

  void operate(String operation, Map<String, String> arguments) {
    assertThat(server.operate("org." + operation, arguments)).isInstanceOf(Reply.Done.class);
  }

  /** Makes an account an administrator with a scope. */
  void administrator(String username, String scope) {
    String role = scope.replace(':', '-');
    RoleScene roles = new RoleScene(server);
    assertThat(roles.define(role, scope)).isInstanceOf(Reply.Done.class);
    assertThat(roles.assign(role, username)).isInstanceOf(Reply.Done.class);
  }

  long id(String username) {
    return server.account(username).id();
  }

  HttpCalls.Reply get(String path, String authorization) {
    return call("GET", path, "", authorization);
  }

  /**
   * Calls a path below {@code /api}.
   *
   * @param body a JSON object, or an empty text for no body
   */
  HttpCalls.Reply call(String method, String path, String body, String... headers) {
    Map<String, String> all = new HashMap<>();
    for (String header : headers) {
      all.put(header, "");
    }
    all.put("Accept: application/json", "");
    if (!body.isEmpty()) {
      all.put("Content-Type: application/json", "");
    }
    return server
        .calls()
        .call(
            method,
            "/api" + path,
            Optional.of(body).filter(text -> !text.isEmpty()),
            all.keySet().toArray(new String[0]));
  }

  /** Calls a path as a user with the password. Returns the status and the problem type. */
  String outcome(String method, String path, String body, String username) {
    return RoleScene.problem(call(method, path, body, basic(username, "python")));
  }

  /** Returns the types of an organization's events, in their order. */
  List<String> events(String organization) {
    return EventCalls.to(server).all().stream()
        .filter(event -> event.path("organization").asText().equals(organization))
        .map(event -> event.get("type").asText())
        .toList();
  }

  /** Returns the events of a type. */
  List<JsonNode> ofType(String type) {
    return EventCalls.to(server).all().stream()
        .filter(event -> event.get("type").asText().equals(type))
        .toList();
  }
}
