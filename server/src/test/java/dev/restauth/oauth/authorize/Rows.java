package dev.restauth.oauth.authorize;

import static dev.restauth.Eventually.eventually;

import dev.restauth.TestServer;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import java.util.Map;
import java.util.Optional;

/** Rows of a server's database. */
record Rows(TestServer server) {
  /** The code of an answer. */
  AuthorizationCode code(String code) {
    return find(code).orElseThrow();
  }

  /** The code of the parameters of an answer. */
  AuthorizationCode code(Map<String, String> answer) {
    return find(answer).orElseThrow();
  }

  /** The code of the parameters of an answer, if it is stored. */
  Optional<AuthorizationCode> find(Map<String, String> answer) {
    return find(Optional.ofNullable(answer.get("code")).orElseThrow());
  }

  private Optional<AuthorizationCode> find(String code) {
    return server.store().reading(tx -> new AuthorizationCodeRows(tx).find(Sha256.of(code)));
  }

  /** The number of rows of all that a request, a log-in or a code can leave, once the keys that clients need are made. */
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

  /** The number of pushed requests that were not used. */
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
