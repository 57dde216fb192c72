package dev.restauth.organization;

import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.json.JsonObject;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The list of all organizations for administrators. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
@ExtendWith(QuietLogs.class)
class AllOrganizationsTest {
  private static final String PATH = "/api/admin/organizations";
  private static final List<String> SLUGS = List.of("ac-me", "acm", "acme", "acme-2", "zoo");

  @Parameter TestDatabase database;

  @RegisterExtension private final TestServer server = new TestServer().on(() -> database);

  private final AdministratorCalls calls = new AdministratorCalls(server);

  private void make() {
    server
        .store()
        .<Boolean>inTransaction(
            tx -> {
              for (int i = 0; i < SLUGS.size(); i++) {
                Organization made =
                    new Organization(
                        "%022d".formatted(90 - i),
                        "Name",
                        SLUGS.get(i),
                        new JsonObject(Map.of()),
                        tx.now());
                assertThat(new OrganizationRows(tx).add(made)).isTrue();
              }
              return true;
            });
  }

  private List<String> slugs(String query, String credentials) {
    return calls.all(PATH + query, "organizations", 2, credentials).stream()
        .map(each -> each.get("slug").asText())
        .toList();
  }

  @Test
  void listsInPagesByIdsOrBySlugsWithAPrefix() {
    make();
    String admin = calls.administrator("admin", "orgs:write");
    assertThat(slugs("", admin)).containsExactlyElementsOf(SLUGS.reversed());
    assertThat(slugs("?prefix=", admin)).containsExactlyElementsOf(SLUGS);
    assertThat(slugs("?prefix=acm", admin)).containsExactly("acm", "acme", "acme-2");
    assertThat(slugs("?prefix=acme-2", admin)).containsExactly("acme-2");
    for (String none : List.of("acme-22", "ACM", "%25", "%00", "x".repeat(64))) {
      assertThat(slugs("?prefix=" + none, admin)).as(none).isEmpty();
    }
    JsonNode first = calls.get(PATH + "?limit=1", admin).json();
    assertThat(first.get("organizations").get(0).properties().stream().map(Map.Entry::getKey))
        .containsExactly("id", "name", "slug", "attributes", "created_at");
    String cursor = first.get("next").asText();
    assertThat(problem(calls.get(PATH + "?prefix=a&cursor=" + cursor, admin)))
        .isEqualTo("400 invalid-parameter");
    assertThat(problem(calls.get(PATH + "?limit=201", admin))).isEqualTo("400 invalid-parameter");
  }

  @Test
  void membersDoNotSeeTheOthers() {
    make();
    String member = calls.administrator("member", "users:read");
    assertThat(problem(calls.get(PATH, member))).isEqualTo("403 insufficient-scope");
  }
}
