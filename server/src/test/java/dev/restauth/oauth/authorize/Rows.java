package dev.restauth.oauth.authorize;

import static dev.restauth.Eventually.eventually;

import dev.restauth.TestServer;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import java.util.Map;
import java.util.Optional;

/** Rows of a server's database. */
record Rows(TestServer server) {
  /** Returns the row of a code. */
  AuthorizationCode code(String code) {
    return find(code).orElseThrow();
  }

  /** Returns the row of the code in a response's parameters. */
  AuthorizationCode code(Map<String, String> answer) {
    return find(answer).orElseThrow();
  }

  /** Returns the row of the code in a response's parameters, if the row is stored. */
  Optional<AuthorizationCode> find(Map<String, String> answer) {
    return find(Optional.ofNullable(answer.get("code")).orElseThrow());
  }

  private Optional<AuthorizationCode> find(String code) {
    return server.store().reading(tx -> new AuthorizationCodeRows(tx).find(Sha256.of(code)));
  }

  /**
   * Returns the number of rows that log-ins and authorization requests add. First waits until the
   * server has created the key for ID tokens.
   */
  long all() {
    eventually(
        "the key of the clients' ID tokens is made",
        () -> server.calls().get("/.well-known/jwks.json").body().contains("RS256"));
    return server
        .store()
        .reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT (SELECT COUNT(*) FROM authorization_code)"
                            + " + (SELECT COUNT(*) FROM pushed_request)"
                            + " + (SELECT COUNT(*) FROM consent)"
                            + " + (SELECT COUNT(*) FROM browser_session)"
                            + " + (SELECT COUNT(*) FROM session)"
                            + " + (SELECT COUNT(*) FROM half_login)"
                            + " + (SELECT COUNT(*) FROM event)"
                            + " + (SELECT COUNT(*) FROM event_unnumbered) AS total",
                        row -> row.number("total"))
                    .orElseThrow());
  }

  long codes() {
    return server
        .store()
        .reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT COUNT(*) AS total FROM authorization_code",
                        row -> row.number("total"))
                    .orElseThrow());
  }

  long consents() {
    return server
        .store()
        .reading(
            tx ->
                tx.sql()
                    .one("SELECT COUNT(*) AS total FROM consent", row -> row.number("total"))
                    .orElseThrow());
  }

  /** Returns the number of unused pushed requests. */
  long pushed() {
    return server
        .store()
        .reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT COUNT(*) AS total FROM pushed_request WHERE parameters <> ''",
                        row -> row.number("total"))
                    .orElseThrow());
  }
}
