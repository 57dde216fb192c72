package dev.restauth.role;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Calls of administrators, whose accounts have the password {@code python}. */
public record AdministratorCalls(TestServer server) {

  /** Makes an account that has a role of its name with these scopes; returns its credentials. */
  public String administrator(String username, String scopes) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    give(username, username, scopes);
    return basic(username, "python");
  }

  /** Defines a role, and gives it to an account. */
  public void give(String role, String username, String scopes) {
    define(role, scopes);
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

  public Reply get(String path, String credentials) {
    return server.calls().get(path, credentials, "Accept: application/json");
  }

  public Reply call(String method, String path, String credentials) {
    return server
        .calls()
        .call(method, path, Optional.empty(), credentials, "Accept: application/json");
  }

  public Reply send(String method, String path, String body, String credentials) {
    return server
        .calls()
        .call(
            method,
            path,
            Optional.of(body),
            credentials,
            "Content-Type: application/json",
            "Accept: application/json");
  }

  /** The status, and the type of the problem if it is one. */
  public static String outcome(Reply reply) {
    return RoleScene.problem(reply);
  }

  /** All entries of a list, page by page, which are bound by the links that the pages have. */
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

  /** How many events of a type an administrator has caused. */
  public long events(String type, String username) {
    String actor = "account:" + id(username);
    return Rows.count(
            server,
            "SELECT count(*) AS n FROM event_unnumbered WHERE type = ? AND actor = ?",
            type,
            actor)
        + Rows.count(
            server, "SELECT count(*) AS n FROM event WHERE type = ? AND actor = ?", type, actor);
  }

  /** A call is refused for lack of power, and that is recorded. */
  public void assertEscalation(String username, Supplier<Reply> call) {
    long before = refusals(username);
    assertThat(outcome(call.get())).isEqualTo("403 escalation");
    assertThat(refusals(username)).isEqualTo(before + 1);
  }

  /** The events of refused escalations. */
  private long refusals(String username) {
    long seen = -1;
    long now = events("escalation.refused", username);
    while (seen != now) { // an event may be numbered between the two statements
      seen = now;
      now = events("escalation.refused", username);
    }
    return now;
  }
}
