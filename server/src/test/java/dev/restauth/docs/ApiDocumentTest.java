package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.web.DeclaredRoutes;
import dev.restauth.web.OpenApi;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/api.md describes every call, with the statuses that the OpenAPI document has. */
class ApiDocumentTest {
  private final Document page = Document.of("docs/api.md");

  @Test
  void describesEveryCallWithItsStatuses() {
    OpenApi openApi = OpenApi.read();
    TreeMap<String, Set<String>> expected = new TreeMap<>();
    DeclaredRoutes.methodsByPath()
        .forEach(
            (path, methods) ->
                methods.stream()
                    .filter(method -> !method.equals("HEAD") && !method.equals("OPTIONS"))
                    .forEach(
                        method ->
                            expected.put(
                                method + " " + path, openApi.statusesOfItsOwn(method, path))));
    TreeMap<String, Set<String>> found = new TreeMap<>();
    page.matches("(?s)^### `([A-Z]+ /\\S*)`\n(.*?)(?=^##)")
        .forEach(section -> found.put(section.group(1), statuses(section.group(2))));
    assertThat(found).isEqualTo(expected);
  }

  /** A section without a table is about a call that always succeeds. */
  private Set<String> statuses(String section) {
    Set<String> statuses =
        new Document(page.path(), section)
            .matches("^\\| (\\d{3}) \\|")
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    return statuses.isEmpty() ? Set.of("200") : statuses;
  }
}
