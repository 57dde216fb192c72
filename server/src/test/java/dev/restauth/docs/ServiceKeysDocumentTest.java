package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.crypto.SecretText;
import dev.restauth.servicekey.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Comparison of docs/service-keys.md with the format of service keys, for secret scanners and for
 * readers.
 */
class ServiceKeysDocumentTest {
  private static final Document PAGE = Document.of("docs/service-keys.md");

  @Test
  void regularExpressionMatchesExactlyTheKeys() {
    List<String> expressions =
        PAGE.matches("^(restauth_sk_\\[.*)$").map(found -> found.group(1)).toList();
    assertThat(expressions).hasSize(1);
    for (int i = 0; i < 100; i++) {
      assertThat(SecretText.SERVICE_KEY.next()).matches(expressions.getFirst());
    }
    assertThat(SecretText.REFRESH_TOKEN.next()).doesNotMatch(expressions.getFirst());
  }

  @Test
  void showsKeysInTheirFormat() {
    for (Document page : List.of(PAGE, Document.of("docs/commands.md"))) {
      assertThat(page.matches("restauth_sk_[0-9A-Za-z]{10,}").map(MatchResult::group))
          .isNotEmpty()
          .allMatch(SecretText.SERVICE_KEY::matches);
    }
  }

  @Test
  void commandListsEveryScope() {
    String scopes =
        Arrays.stream(Scope.values())
            .map(scope -> "`" + scope.text() + "`")
            .collect(Collectors.joining(", "));
    assertThat(Document.of("docs/commands.md").text())
        .contains("a permission of the key, given at least once: " + scopes + " |");
  }

  @Test
  void listsEveryScope() {
    assertThat(PAGE.matches("^\\| `([a-z]+:[a-z]+)` \\|").map(row -> row.group(1)))
        .containsExactlyElementsOf(Arrays.stream(Scope.values()).map(Scope::text).toList());
  }

  @Test
  void commandsPageListsEveryScope() {
    Document row =
        Document.of("docs/commands.md")
            .between("## restauth service-key create", "## restauth service-key list")
            .between("| `--scope SCOPE` |", "|\n");
    assertThat(row.matches("`([a-z]+:[a-z]+)`").map(scope -> scope.group(1)))
        .containsExactlyElementsOf(Arrays.stream(Scope.values()).map(Scope::text).toList());
  }
}
