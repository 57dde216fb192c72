package dev.restauth.admin;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import dev.restauth.role.RoleScene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls of administrators to a server whose accounts have the password {@code python}. */
record AdminScene(TestServer server) {
  static final String USERS = "/api/admin/users";
  static final String ROLES = "/api/admin/roles";

  /** Registers an account with a role of its own, which has these scopes; returns the header with its password. */
  String administrator(String username, String... scopes) {
    user(username);
    define("of-" + username, String.join(" ", scopes));
    assign("of-" + username, username);
    return basic(username, "python");
  }

  /** Registers an account, and returns its id. */
  long user(String username) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    return id(username);
  }

  long id(String username) {
    return server.account(username).id();
  }

  /** Stores an account without a password. */
  long stored(String username) {
    return server
        .store()
        .inTransaction(tx -> new AccountRows(tx).create(username, "no hash", Instant.EPOCH))
        .orElseThrow()
        .id();
  }

  void define(String role, String scopes) {
    operate("role.define", Map.of("role", role, "scopes", scopes));
  }

  void assign(String role, String username) {
    operate("role.assign", Map.of("role", role, "username", username));
  }

  void operate(String operation, Map<String, String> arguments) {
    assertThat(server.operate(operation, arguments)).isInstanceOf(Done.class);
  }

  Reply get(String path, String... headers) {
    return server.calls().get(path, headers);
  }

  /** A call with a body of JSON, in which apostrophes stand for quotation marks. */
  Reply json(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/json");
    return server
        .calls()
        .call(method, path, Optional.of(body.replace('\'', '"')), all.toArray(String[]::new));
  }

  Reply delete(String path, String... headers) {
    return server.calls().call("DELETE", path, Optional.empty(), headers);
  }

  static String path(long id) {
    return USERS + "/" + id;
  }

  /** Returns the body of an answer with a status. */
  static JsonNode ok(Reply reply, int status) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    return reply.json();
  }

  /** Returns the status, and the kind of the problem, if there is one. */
  static String problem(Reply reply) {
    return RoleScene.problem(reply);
  }

  /** Returns the names of a page of users. */
  List<String> names(String query, String authorization) {
    List<String> names = new ArrayList<>();
    ok(get(USERS + query, authorization), 200)
        .get("users")
        .forEach(user -> names.add(user.get("username").asText()));
    return names;
  }
}
