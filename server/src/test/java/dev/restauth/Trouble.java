package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.util.stream.Stream;

/** What is asked of a server whose database has trouble. */
final class Trouble {
  private static final String PASSWORD = "nobody-logs-this";
  private static final int ATTEMPTS = 100;

  private final ServerProcess process;
  private final HttpCalls calls;
  private final String name;
  private final String token;
  private int names;
  private int troubles;

  /** Before there is any. */
  Trouble(ServerProcess process) {
    this(process, "name");
  }

  /** With accounts that have another name. */
  Trouble(ServerProcess process, String name) {
    this.name = name;
    this.process = process;
    this.calls = process.ready();
    assertThat(register().status()).isEqualTo(201);
    token = calls.token(name + "-1", PASSWORD);
  }

  HttpCalls calls() {
    return calls;
  }

  private Reply register() {
    names++;
    return calls.register(name + "-" + names, PASSWORD);
  }

  void refusesToWrite() {
    for (int i = 0; i < 3; i++) {
      refusesToRegister();
      // A session that nobody could end again.
      assertThat(calls.get("/api/token", basic(name + "-1", PASSWORD)).status()).isEqualTo(503);
    }
  }

  /** Where a registration finds no room, a session, which needs less, still may. */
  void refusesToRegister() {
    for (int i = 0; i < 3; i++) {
      Reply reply = register();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("Retry-After")).isPresent();
      assertThat(reply.header("Content-Type")).contains("application/problem+json");
      assertThat(reply.json().get("type").asText()).endsWith("/errors/unavailable");
      assertThat(reply.body()).doesNotContain("sqlite");
      // Refused, and not done either.
      assertThat(calls.get("/api/resource", basic(name + "-" + names, PASSWORD)).status())
          .isEqualTo(401);
    }
  }

  void readsGoOn() {
    assertThat(calls.get("/api/users/1").json().get("username").asText()).isEqualTo(name + "-1");
    assertThat(calls.get("/api/resource", basic(name + "-1", PASSWORD)).status()).isEqualTo(200);
    assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(200);
    assertThat(calls.get("/api/token", basic(token, "")).status()).isEqualTo(200);
  }

  /** One line for each trouble, however many were refused. */
  void toldOnce(String what) {
    troubles++;
    eventually("it is told", () -> errors().count() >= troubles);
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

  void resumes() {
    long before = resumptions();
    Reply reply = register();
    for (int i = 0; i < ATTEMPTS && reply.status() == 503; i++) {
      reply = register();
    }
    assertThat(reply.status()).isEqualTo(201);
    assertThat(calls.get("/api/resource", basic(name + "-" + names, PASSWORD)).status())
        .isEqualTo(200);
    eventually("it is told", () -> resumptions() > before);
    assertThat(resumptions()).isEqualTo(before + 1);
    assertThat(calls.token(name + "-1", PASSWORD)).isNotEmpty();
    readsGoOn();
  }

  private long resumptions() {
    return process.log().lines().filter(line -> line.contains("writing is possible again")).count();
  }
}
