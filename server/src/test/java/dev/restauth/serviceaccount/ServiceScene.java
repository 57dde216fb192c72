package dev.restauth.serviceaccount;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls about service accounts to a server whose persons have the password {@code python}. */
record ServiceScene(TestServer server) {
  static final String USERS = "/api/admin/users";

  /**
   * A key that was made.
   *
   * @param text the key itself
   */
  record Made(String id, String text) {}

  AdministratorCalls calls() {
    return new AdministratorCalls(server);
  }

  /** Makes an account that has a role of its name with these scopes; returns its credentials. */
  String administrator(String username, String scopes) {
    return calls().administrator(username, scopes);
  }

  /** Makes an account without a role; returns its credentials. */
  String person(String username) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    return basic(username, "python");
  }

  /** Makes a service account by a command; returns its id. */
  long service(String username) {
    assertThat(server.operate("user.create", Map.of("username", username, "service", "true")))
        .isInstanceOf(Done.class);
    return id(username);
  }

  long id(String username) {
    return server.account(username).id();
  }

  static String user(long id) {
    return USERS + "/" + id;
  }

  static String keys(long id) {
    return user(id) + "/keys";
  }

  /** Sends a body in which apostrophes stand for quotation marks. */
  Reply send(String method, String path, String body, String credentials) {
    return calls().json(method, path, body, credentials);
  }

  Reply create(long id, String body, String credentials) {
    return send("POST", keys(id), body, credentials);
  }

  Made make(long id, String scopes, String credentials) {
    String body = "{'name':'a key','scopes':['%s']}".formatted(scopes.replace(" ", "','"));
    Reply reply = create(id, body, credentials);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return new Made(reply.json().get("id").asText(), reply.json().get("key").asText());
  }

  /** The ids of the keys that an administrator sees. */
  List<String> listed(long id, String credentials) {
    Reply reply = calls().get(keys(id), credentials);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.json().get("keys").findValuesAsText("id");
  }

  Reply end(long id, String key, String credentials) {
    return server
        .calls()
        .call(
            "DELETE",
            keys(id) + "/" + key,
            Optional.empty(),
            credentials,
            "Accept: application/json");
  }

  JsonNode show(long id, String credentials) {
    Reply reply = calls().get(user(id), credentials);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.json();
  }

  /** Trades a key, and returns the token. */
  String trade(Made key) {
    return RoleScene.tokenOf(new RoleScene(server).ask("", RoleScene.bearer(key.text())));
  }

  /** Whether a key or a token opens {@code /api/resource}. */
  boolean works(String bearer) {
    String outcome = outcome("/api/resource", RoleScene.bearer(bearer));
    assertThat(outcome).isIn("200", "401 unauthorized");
    return outcome.equals("200");
  }

  /** Returns the status of a call, and the kind of the problem, if there is one. */
  String outcome(String path, String credentials) {
    return new RoleScene(server).outcome(path, credentials);
  }

  static String problem(Reply reply) {
    return RoleScene.problem(reply);
  }
}
