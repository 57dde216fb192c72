package dev.restauth.serviceaccount;

import static dev.restauth.http.HttpCalls.basic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.personalkey.MadeKey;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.util.List;
import java.util.Map;

/** Calls about service accounts to a server whose users have the password {@code python}. */
record ServiceScene(TestServer server) {
  AdministratorCalls calls() {
    return new AdministratorCalls(server);
  }

  /**
   * Creates an account with scopes, through a role that has the account's name. Returns the
   * account's credentials.
   */
  String administrator(String username, String scopes) {
    return calls().administrator(username, scopes);
  }

  /** Creates an account without a role, and returns its credentials. */
  String person(String username) {
    calls().user(username);
    return basic(username, "python");
  }

  /** Creates a service account with a command, and returns its id. */
  long service(String username) {
    calls().operate("user.create", Map.of("username", username, "service", "true"));
    return id(username);
  }

  long id(String username) {
    return server.account(username).id();
  }

  static String keys(long id) {
    return AdministratorCalls.path(id) + "/keys";
  }

  /** Sends a body in which apostrophes stand for quotation marks. */
  Reply send(String method, String path, String body, String credentials) {
    return calls().json(method, path, body, credentials);
  }

  Reply create(long id, String body, String credentials) {
    return send("POST", keys(id), body, credentials);
  }

  MadeKey make(long id, String scopes, String credentials) {
    String body = "{'name':'a key','scopes':['%s']}".formatted(scopes.replace(" ", "','"));
    return MadeKey.of(create(id, body, credentials));
  }

  /** Returns the ids of the keys that an administrator sees. */
  List<String> listed(long id, String credentials) {
    return AdministratorCalls.ok(calls().get(keys(id), credentials), 200)
        .get("keys")
        .findValuesAsText("id");
  }

  Reply end(long id, String key, String credentials) {
    return calls().delete(keys(id) + "/" + key, credentials);
  }

  JsonNode show(long id, String credentials) {
    return AdministratorCalls.ok(calls().get(AdministratorCalls.path(id), credentials), 200);
  }

  /** Exchanges a key for a token. */
  String trade(MadeKey key) {
    return key.trade(server);
  }

  /** Returns whether {@code /api/resource} accepts a key or a token. */
  boolean works(String bearer) {
    return new RoleScene(server).opens("/api/resource", bearer);
  }

  /** Returns the status of a call, and the problem type, if there is one. */
  String outcome(String path, String credentials) {
    return new RoleScene(server).outcome(path, credentials);
  }
}
