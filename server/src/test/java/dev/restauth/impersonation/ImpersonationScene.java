package dev.restauth.impersonation;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import dev.restauth.role.RoleScene;
import java.util.Map;
import java.util.Optional;

/**
 * Calls of administrators who impersonate users, to a server whose accounts have the password
 * {@code python}.
 */
record ImpersonationScene(TestServer server) {
  static final String REASON = "They called about invoice 4711.";

  RoleScene roles() {
    return new RoleScene(server);
  }

  /** Creates an account with a separate role that has the given scopes. */
  void account(String username, String scopes) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    if (!scopes.isEmpty()) {
      assertThat(roles().define(username + "-role", scopes)).isInstanceOf(Done.class);
      assertThat(roles().assign(username + "-role", username)).isInstanceOf(Done.class);
    }
  }

  long id(String username) {
    return server.account(username).id();
  }

  /** Impersonates a user with the administrator's password. */
  Reply ask(String admin, String username) {
    return ask(basic(admin, "python"), username, "{\"reason\":\"%s\"}".formatted(REASON));
  }

  Reply ask(String credentials, String username, String body) {
    return server
        .calls()
        .post("/api/admin/users/" + id(username) + "/impersonation", body, credentials);
  }

  String impersonate(String admin, String username) {
    return token(ask(admin, username));
  }

  /** Impersonates a user with an administrative session's token and the password. */
  String impersonateBy(String adminToken, String username) {
    return token(askBy(adminToken, username, "python"));
  }

  Reply askBy(String adminToken, String username, String password) {
    return ask(
        RoleScene.bearer(adminToken),
        username,
        "{\"reason\":\"%s\",\"current_password\":\"%s\"}".formatted(REASON, password));
  }

  static String token(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.json().get("token").asText();
  }

  String administrative(String admin) {
    return roles().logIn(admin, "?scope=users:impersonate");
  }

  /** Returns the status of a call with the token, and the problem type, if there is one. */
  String outcome(String method, String path, String token) {
    return RoleScene.problem(
        server
            .calls()
            .call(
                method,
                path,
                method.equals("GET") || method.equals("HEAD") || method.equals("DELETE")
                    ? Optional.empty()
                    : Optional.of("{}"),
                RoleScene.bearer(token),
                "Content-Type: application/json",
                "Accept: application/json"));
  }

  /** Returns whether the token can read everything that its user can read. */
  boolean works(String token) {
    return roles().opens("/api/me", token);
  }

  /**
   * Returns whether the revocation of a token's session is stored, so that resource servers are
   * notified.
   */
  boolean isRevoked(String token) {
    return Rows.count(
            server,
            "SELECT count(*) AS n FROM revoked_session WHERE session_id = ?",
            sessionOf(token))
        > 0;
  }

  /** Returns whether the database stores which administrator acts in a token's session. */
  boolean isStored(String token) {
    return Rows.count(
            server,
            "SELECT count(*) AS n FROM impersonation WHERE session_id = ?",
            sessionOf(token))
        > 0;
  }

  private static String sessionOf(String token) {
    return RoleScene.claims(token).get("sid").asText();
  }

  void operate(String operation, String username) {
    assertThat(server.operate(operation, Map.of("username", username))).isInstanceOf(Done.class);
  }
}
