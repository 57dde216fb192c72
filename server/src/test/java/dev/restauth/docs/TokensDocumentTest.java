package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Comparison of docs/tokens.md with the content of a token. The tests that the page names must
 * exist.
 */
class TokensDocumentTest {
  private static final Path TESTS = Path.of("src/test/java");
  private static final String TEST = "`(\\w+Test)\\.(\\w+)`";

  private static final Map<String, String> RIGHTS_IN_TOKENS =
      Map.of("role-claim", "true", "attribute-claims", "department");

  private final Document page = Document.of("docs/tokens.md");

  @Test
  void listsExactlyTheContentOfAToken(@TempDir Path folder) throws IOException {
    try (TestServer server = TestServer.start(folder, InstantSource.system(), RIGHTS_IN_TOKENS)) {
      server.calls().register("miguel", "python");
      String[] token = server.calls().token("miguel", "python").split("\\.", -1);

      assertThat(names(page.between("The header has", "The claims:")))
          .containsExactlyInAnyOrderElementsOf(names(token[0]));
      assertThat(names(page.between("The claims:", "These claims are in a token only")))
          .containsExactlyInAnyOrderElementsOf(names(token[1]));

      List<String> more = new ArrayList<>(names(withRights(server).split("\\.", -1)[1]));
      more.add("roles"); // a token with reduced scopes lacks this claim
      assertThat(names(server.calls().token("miguel", "python").split("\\.", -1)[1]))
          .contains("roles");
      more.addAll(names(ofKey(server).split("\\.", -1)[1]));
      more.removeAll(names(token[1]));
      assertThat(names(page.between("These claims are in a token only", "### Tokens of clients")))
          .containsExactlyInAnyOrderElementsOf(Set.copyOf(more));
    }
  }

  /** Returns a token that was issued for a personal key. */
  private static String ofKey(TestServer server) {
    String password = HttpCalls.basic("miguel", "python");
    String key =
        server
            .calls()
            .post("/api/me/keys", "{\"name\":\"a key\"}", password)
            .json()
            .get("key")
            .asText();
    return server.calls().token("token", key);
  }

  /**
   * Returns a token with fewer scopes than its session grants, for an account with roles and
   * attributes.
   */
  private static String withRights(TestServer server) {
    server.operate("role.define", Map.of("role", "editor", "scopes", "posts:read posts:write"));
    server.operate("role.assign", Map.of("role", "editor", "username", "miguel"));
    server.operate("org.create", Map.of("slug", "acme", "name", "Acme", "username", "miguel"));
    server.operate(
        "user.set-attributes",
        Map.of("username", "miguel", "attributes", "{\"department\":\"sales\"}"));
    String id =
        server
            .calls()
            .get("/api/organizations", HttpCalls.basic("miguel", "python"))
            .json()
            .at("/organizations/0/id")
            .asText();
    String refresh =
        server
            .calls()
            .get("/api/token?refresh=true&organization=" + id, HttpCalls.basic("miguel", "python"))
            .json()
            .get("refresh_token")
            .asText();
    String form = "grant_type=refresh_token&scope=posts:read&refresh_token=" + refresh;
    return server.calls().form("/oauth/token", form).json().get("access_token").asText();
  }

  /** Returns the claims in the first column. Some cells contain two claims. */
  private static List<String> names(Document table) {
    return table.rows().stream()
        .map(List::getFirst)
        .flatMap(cell -> Arrays.stream(cell.replace("`", "").split(", ", -1)))
        .toList();
  }

  private static List<String> names(String part) throws IOException {
    JsonNode json = new JsonMapper().readTree(Base64.getUrlDecoder().decode(part));
    return json.propertyStream().map(Map.Entry::getKey).toList();
  }

  @Test
  void coversTheSectionsOfRfc8725WithATestEach() {
    List<Document> sections =
        Arrays.stream(page.between("## RFC 8725", "## Beyond").text().split("\n### ", -1))
            .skip(1)
            .map(text -> new Document(page.path(), text))
            .toList();
    assertThat(sections.stream().map(section -> section.text().split(" ", 2)[0]))
        .isEqualTo(IntStream.rangeClosed(1, 12).mapToObj(i -> "3." + i).toList());
    assertThat(sections).allSatisfy(section -> assertThat(section.matches(TEST)).isNotEmpty());
  }

  @Test
  void namesExistingTests() {
    assertThat(page.matches(TEST).toList())
        .hasSizeGreaterThan(30)
        .allSatisfy(
            named -> {
              String declared = "\n  void " + Pattern.quote(named.group(2)) + "\\(";
              assertThat(sources(named.group(1) + ".java"))
                  .as(named.group())
                  .anySatisfy(source -> assertThat(source).containsPattern(declared));
            });
    assertThat(page.matches("`(\\w+Test)`").map(named -> named.group(1)).toList())
        .allSatisfy(name -> assertThat(sources(name + ".java")).isNotEmpty());
  }

  private static List<String> sources(String file) {
    try (Stream<Path> found = Files.walk(TESTS)) {
      return found.filter(path -> path.endsWith(file)).map(TokensDocumentTest::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
