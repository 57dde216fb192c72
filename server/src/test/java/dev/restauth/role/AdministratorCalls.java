package dev.restauth.role;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Calls of administrators, whose accounts have the password {@code python}. */
public record AdministratorCalls(TestServer server) {
  public static final String USERS = "/api/admin/users";
  public static final String ROLES = "/api/admin/roles";

  /**
   * Registers an account with scopes, through a role that has the account's name. Returns the
   * account's credentials.
   */
  public String administrator(String username, String... scopes) {
    user(username);
    give(username, username, String.join(" ", scopes));
    return basic(username, "python");
  }

  /** Registers an account, and returns its id. */
  public long user(String username) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    return id(username);
  }

  /** Adds the row of an account without a password. */
  public long stored(String username) {
    return server
        .store()
        .inTransaction(tx -> new AccountRows(tx).create(username, "no hash", Instant.EPOCH))
        .orElseThrow()
        .id();
  }

  /** Defines a role, and assigns it to an account. */
  public void give(String role, String username, String scopes) {
    define(role, scopes);
    assign(role, username);
  }

  public void assign(String role, String username) {
    operate("role.assign", Map.of("role", role, "username", username));
  }

  public void define(String role, String scopes) {
    operate("role.define", Map.of("role", role, "scopes", scopes));
  }

  public void operate(String operation, Map<String, String> arguments) {
    assertThat(server.operate(operation, arguments)).isInstanceOf(Done.class);
  }

  public long id(String username) {
    return server.account(username).id();
  }

  /** Returns the path of an account. */
  public static String path(long id) {
    return USERS + "/" + id;
  }

  public Reply get(String path, String... headers) {
    return call("GET", path, headers);
  }

  public Reply delete(String path, String... headers) {
    return call("DELETE", path, headers);
  }

  public Reply call(String method, String path, String... headers) {
    return send(method, path, Optional.empty(), headers);
  }

  /** Makes a call with a JSON body, in which apostrophes stand for quotation marks. */
  public Reply json(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/json");
    return send(method, path, Optional.of(body.replace('\'', '"')), all.toArray(String[]::new));
  }

  private Reply send(String method, String path, Optional<String> body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Accept: application/json");
    return server.calls().call(method, path, body, all.toArray(String[]::new));
  }

  /** Checks the status of a response, and returns its body. */
  public static JsonNode ok(Reply reply, int status) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    return reply.json();
  }

  /** Returns the user names on a page of the user list. */
  public List<String> names(String query, String credentials) {
    List<String> names = new ArrayList<>();
    ok(get(USERS + query, credentials), 200)
        .get("users")
        .forEach(user -> names.add(user.get("username").asText()));
    return names;
  }

  /** Returns the status, and the problem type if the response is a problem. */
  public static String outcome(Reply reply) {
    return RoleScene.problem(reply);
  }

  /** Returns all entries of a list, from all of its pages. */
  public List<JsonNode> all(String path, String member, int limit, String credentials) {
    List<JsonNode> all = new ArrayList<>();
    String separator = path.contains("?") ? "&" : "?";
    Reply page = get(path + separator + "limit=" + limit, credentials);
    while (true) {
      assertThat(page.status()).as(page.toString()).isEqualTo(200);
      assertThat(page.json().get(member).size()).isLessThanOrEqualTo(limit);
      page.json().get(member).forEach(all::add);
      if (page.json().get("next").isNull()) {
        assertThat(page.header("link")).isEmpty();
        return all;
      }
      String link = page.header("link").orElseThrow();
      assertThat(link).endsWith(">; rel=\"next\"").contains(page.json().get("next").asText());
      page = get(link.replaceFirst("^<(http://[^/]+)?", "").replaceFirst(">.*", ""), credentials);
    }
  }

  /** Returns the number of events of a type that an administrator has caused. */
  public long events(String type, String username) {
    String actor = "account:" + id(username);
    // One statement reads both tables, because an event may be numbered between two statements.
    return Rows.count(
        server,
        "SELECT (SELECT count(*) FROM event_unnumbered WHERE type = ? AND actor = ?)"
            + " + (SELECT count(*) FROM event WHERE type = ? AND actor = ?) AS n",
        type,
        actor,
        type,
        actor);
  }

  /** Checks that a call is refused for lack of power, and that the refusal is recorded. */
  public void assertEscalation(String username, Supplier<Reply> call) {
    long before = events("escalation.refused", username);
    assertThat(outcome(call.get())).isEqualTo("403 escalation");
    assertThat(events("escalation.refused", username)).isEqualTo(before + 1);
  }
}
