package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.util.stream.Stream;

/** Checks on a server whose database fails. */
final class DatabaseFailureChecks {
  private static final String PASSWORD = "nobody-logs-this";
  private static final int ATTEMPTS = 100;

  private final ServerProcess process;
  private final HttpCalls calls;
  private final String token;
  private int names;
  private int troubles;
  private long recoveries;

  /** Prepares accounts and sessions before the failure. */
  DatabaseFailureChecks(ServerProcess process) {
    this.process = process;
    this.calls = process.ready();
    assertThat(register().status()).isEqualTo(201);
    token = calls.token("name-1", PASSWORD);
  }

  HttpCalls calls() {
    return calls;
  }

  private Reply register() {
    names++;
    return calls.register("name-" + names, PASSWORD);
  }

  void refusesToWrite() {
    for (int i = 0; i < 3; i++) {
      refusesOneRegistration();
      // The server issues no token, because it could not revoke a session that is not stored.
      assertThat(calls.get("/api/token", basic("name-1", PASSWORD)).status()).isEqualTo(503);
    }
  }

  /**
   * Checks only that the server refuses a registration. A session needs less space and may still
   * fit.
   */
  void refusesToRegister() {
    for (int i = 0; i < 3; i++) {
      refusesOneRegistration();
    }
  }

  private void refusesOneRegistration() {
    Reply reply = register();
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isPresent();
    assertThat(reply.header("Content-Type")).contains("application/problem+json");
    assertThat(reply.json().get("type").asText()).endsWith("/errors/unavailable");
    assertThat(reply.body()).doesNotContain("sqlite");
    // The server refused the registration and did not store the account.
    assertThat(calls.get("/api/resource", basic("name-" + names, PASSWORD)).status())
        .isEqualTo(401);
  }

  void readsGoOn() {
    assertThat(calls.get("/api/users/1").json().get("username").asText()).isEqualTo("name-1");
    assertThat(calls.get("/api/resource", basic("name-1", PASSWORD)).status()).isEqualTo(200);
    assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(200);
    assertThat(calls.get("/api/token", basic(token, "")).status()).isEqualTo(200);
  }

  /** Checks that the log contains one line for each failure, however many requests were refused. */
  void loggedOnce(String what) {
    troubles++;
    eventually("the failure is logged", () -> errors().count() >= troubles);
    assertThat(process.log()).doesNotContain(PASSWORD).doesNotContain(token);
    assertThat(errors())
        .hasSize(troubles)
        .last()
        .asString()
        .contains("writing is not possible: ")
        .contains(what);
  }

  private Stream<String> errors() {
    return process.log().lines().filter(line -> line.contains(" ERROR "));
  }

  /**
   * Ignores the recoveries so far, because a disk that is nearly full may have had space for a
   * moment.
   */
  void ignoreRecoveries() {
    recoveries = resumptions();
  }

  void resumes() {
    recoveries++;
    Reply reply = register();
    for (int i = 0; i < ATTEMPTS && reply.status() == 503; i++) {
      reply = register();
    }
    assertThat(reply.status()).isEqualTo(201);
    assertThat(calls.get("/api/resource", basic("name-" + names, PASSWORD)).status())
        .isEqualTo(200);
    eventually("the recovery is logged", () -> resumptions() >= recoveries);
    assertThat(resumptions()).isEqualTo(recoveries);
    assertThat(calls.token("name-1", PASSWORD)).isNotEmpty();
    readsGoOn();
  }

  private long resumptions() {
    return process.log().lines().filter(line -> line.contains("writing is possible again")).count();
  }
}
