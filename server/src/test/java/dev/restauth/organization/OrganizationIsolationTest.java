package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.role.RoleScene;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Requests for an organization of which the user is no member, on every path. The server responds
 * as if the organization did not exist: with the same status, the same fields and the same bytes.
 */
class OrganizationIsolationTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer(Map.of("organizations", "everyone"))
          .withAccount("susan", "python")
          .withAccount("david", "python")
          .withAccount("admin", "python");

  private static final Map<String, String> BODIES =
      Map.of(
          "PATCH", "{\"name\":\"x\"}",
          "PUT", "{\"role\":\"member\"}",
          "POST", "{\"email\":\"maria@example.com\",\"role\":\"member\"}",
          "DELETE", "{\"current_password\":\"python\"}");

  private final OrganizationScene scene = new OrganizationScene(server);

  @Test
  void anotherOrganizationLooksLikeNone() {
    String foreign = scene.make("acme", "susan");
    String own = scene.make("other", "david");
    scene.administrator("admin", "users:write");
    RoleScene tokens = new RoleScene(server);
    List<String> strangers =
        List.of(
            basic("david", "python"),
            bearer(tokens.logIn("david", "")),
            bearer(tokens.logIn("david", "?organization=" + own)),
            basic("admin", "python"),
            bearer(tokens.logIn("admin", "?scope=users:write")));
    int compared = 0;
    for (var path : new TreeMap<>(server.accessByPath()).entrySet()) {
      if (!path.getKey().contains("{organization}")) {
        continue;
      }
      for (var method : path.getValue().keySet()) {
        for (String stranger : strangers) {
          List<List<String>> answers = new ArrayList<>();
          for (String id : List.of(foreign, "A".repeat(22))) {
            answers.add(answer(method.text(), filled(path.getKey(), id), stranger));
          }
          assertThat(answers.getFirst())
              .as(method.text() + " " + path.getKey())
              .isEqualTo(answers.getLast());
          assertThat(answers.getFirst().getFirst())
              .isEqualTo(stranger.equals(strangers.getLast()) ? "403" : "404");
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(7 * strangers.size());
    assertThat(scene.get("/organizations/" + foreign, basic("susan", "python")).status())
        .isEqualTo(200);
  }

  private String filled(String path, String organization) {
    return path.replace("{organization}", organization)
        .replace("{id}", Long.toString(scene.id("susan")))
        .replace("{invitation}", "A".repeat(22))
        .replaceFirst("^/api", "");
  }

  /** Returns the status, the fields and the body, without the date and the request id. */
  private List<String> answer(String method, String path, String authorization) {
    HttpCalls.Reply reply =
        scene.call(method, path, BODIES.getOrDefault(method, ""), authorization);
    List<String> all = new ArrayList<>(List.of(Integer.toString(reply.status())));
    reply.headers().stream()
        .filter(field -> !List.of("date", "request-id", "x-request-id").contains(field.getKey()))
        .forEach(field -> all.add(field.toString()));
    all.add(reply.body());
    return all;
  }
}
