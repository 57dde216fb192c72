package dev.restauth.upgrade;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Repeats;
import dev.restauth.http.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A user, and everything that servers have acknowledged about the user. For use by one thread at a
 * time.
 */
final class AcknowledgedUser {
  private static final String OLD = "python";
  private static final String NEW = "monty";

  /** The maximum number of calls with a new token. */
  private static final int CALLS = 4;

  private static final int PAUSE_MILLIS = 250;

  private final Servers servers;
  private final String name;
  private final List<String> ended = new ArrayList<>();
  private final List<String> valid = new ArrayList<>();
  private String password = OLD;

  AcknowledgedUser(Servers servers, String name) {
    this.servers = servers;
    this.name = name;
  }

  /** Makes each call of a client, until a server has acknowledged the call. */
  void live() throws InterruptedException {
    register();
    String first = logIn();
    changePassword();
    ended.add(first); // a new password revokes all sessions
    String second = logIn();
    use(second);
    logOut(second);
    valid.add(logIn());
  }

  private void register() throws InterruptedException {
    Servers.Outcome outcome = servers.call(each -> each.register(name, password));
    // If the first response was lost, a repeated registration finds the account that the first one
    // created.
    assertThat(outcome.reply().status()).isIn(outcome.inDoubt() ? List.of(201, 400) : List.of(201));
  }

  /** Logs in. Each server must know the current password at once, since it reads the account. */
  private String logIn() throws InterruptedException {
    HttpCalls.Reply reply =
        servers.call(each -> each.get("/api/token", basic(name, password))).reply();
    assertThat(reply.status()).as("%s logs in: %s", name, reply).isEqualTo(200);
    return reply.json().get("token").asText();
  }

  /**
   * Uses a token, which each server must accept, whatever the version of the server that issued it.
   */
  private void use(String token) throws InterruptedException {
    HttpCalls.Reply reply =
        withNewToken(each -> each.get("/api/resource", basic(token, "unused"))).reply();
    assertThat(reply.status()).as("a token of another server: %s", reply).isEqualTo(200);
  }

  /**
   * Makes a call with the first token after a password change. Servers of earlier versions may
   * refuse this token until they are notified of the change, even if they issued it themselves
   * (AccountCacheTest).
   */
  private Servers.Outcome withNewToken(Function<HttpCalls, HttpCalls.Reply> call)
      throws InterruptedException {
    Servers.Outcome outcome = servers.call(call);
    for (int i = 1; i < CALLS && !outcome.inDoubt() && outcome.reply().status() == 401; i++) {
      Repeats.print("after a refused new token");
      Thread.sleep(PAUSE_MILLIS);
      outcome = servers.call(call);
    }
    return outcome;
  }

  private void changePassword() throws InterruptedException {
    String change = "{\"current_password\":\"%s\",\"new_password\":\"%s\"}".formatted(OLD, NEW);
    Servers.Outcome outcome =
        servers.call(each -> each.post("/api/me/password", change, basic(name, OLD)));
    assertThat(outcome.reply().status()).isIn(outcome.inDoubt() ? List.of(204, 401) : List.of(204));
    password = NEW;
  }

  private void logOut(String token) throws InterruptedException {
    Servers.Outcome outcome =
        withNewToken(
            each -> each.call("DELETE", "/api/token", Optional.empty(), basic(token, "unused")));
    assertThat(outcome.reply().status())
        .as("%s", outcome)
        .isIn(outcome.inDoubt() ? List.of(204, 401) : List.of(204));
    ended.add(token);
  }

  /** Fails if a server lacks anything that was acknowledged. */
  void assertKnown(HttpCalls server) {
    assertLogsIn(server);
    for (String token : valid) {
      assertThat(resource(server, token)).as("a token of %s is valid", name).isEqualTo(200);
    }
    for (String token : ended) {
      assertThat(resource(server, token)).as("a token of %s has ended", name).isEqualTo(401);
    }
  }

  /** Fails if the user cannot log in. A restore revokes all sessions, but loses no account. */
  void assertLogsIn(HttpCalls server) {
    assertThat(status(server, "/api/token", basic(name, password)))
        .as("%s logs in", name)
        .isEqualTo(200);
  }

  private static int resource(HttpCalls server, String token) {
    return status(server, "/api/resource", basic(token, "unused"));
  }

  /**
   * Returns the first status that is not 503. A server on a busy machine may have to repeat a
   * query.
   */
  private static int status(HttpCalls server, String path, String credentials) {
    return Repeats.whileUnavailable(() -> server.get(path, credentials)).status();
  }
}
