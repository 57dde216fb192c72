package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestServer;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Comparison of docs/roles.md with the claims of roles and attributes, and with the administrative
 * and the reserved scopes.
 */
class RolesDocumentTest {
  private static final Document PAGE = Document.of("docs/roles.md");

  @Test
  void showsTheClaims(@TempDir Path folder) throws IOException {
    Map<String, String> settings = Map.of("role-claim", "true", "attribute-claims", "department");
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
      server.calls().register("susan", "a:b c");
      operate(server, "role.define", Map.of("role", "editor", "scopes", "posts:read posts:write"));
      operate(server, "role.assign", Map.of("role", "editor", "username", "susan"));
      operate(
          server,
          "user.set-attributes",
          Map.of("username", "susan", "attributes", "{\"department\":\"sales\",\"notes\":\"x\"}"));
      String token = server.calls().token("susan", "a:b c");
      JsonNode claims =
          new JsonMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
      String shown = PAGE.matches("(?s)^```json\n(.*?)\n```$").findFirst().orElseThrow().group(1);

      new JsonMapper()
          .readTree(shown)
          .properties()
          .forEach(claim -> assertThat(claims.get(claim.getKey())).isEqualTo(claim.getValue()));
      assertThat(claims.has("notes")).isFalse();
    }
  }

  private static void operate(TestServer server, String operation, Map<String, String> arguments) {
    assertThat(server.operate(operation, arguments)).isInstanceOf(Reply.Done.class);
  }

  @Test
  void listsTheAdministrativeScopes() {
    assertThat(PAGE.matches("^\\| `([a-z]+:[a-z]+)` \\|").map(row -> row.group(1)))
        .containsExactlyElementsOf(
            Arrays.stream(AdministrativeScope.values()).map(AdministrativeScope::text).toList());
  }

  @Test
  void listsTheReservedNames() throws ReflectiveOperationException {
    var field = AdministrativeScope.class.getDeclaredField("RESERVED");
    field.setAccessible(true);
    Document section =
        PAGE.between("No role can contain these names", "Otherwise an upgrade could");
    List<String> listed = section.matches("(?<=`)[a-z_:]+(?=`)").map(MatchResult::group).toList();

    assertThat((Set<?>) field.get(null)).isEqualTo(Set.copyOf(listed));
  }
}
