package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;

/**
 * Comparison of the model docs/models/feed.pml with the code. {@code ./test --long} checks the
 * model itself.
 */
class FeedModelTest {
  private final Document model = Document.of("docs/models/feed.pml");

  @Test
  void quotesExistingLinesOfTheCode() {
    String code =
        compact(
            Document.of("server/src/main/java/dev/restauth/store/sql/SqlChangeStore.java").text());
    List<String> quoted = found(model, "code: (.+?) \\*/");

    assertThat(quoted)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(line -> assertThat(code).contains(compact(line)));
  }

  @Test
  void pageListsTheMistakesThatTheScriptInserts() {
    List<String> named = found(Document.of("docs/models/feed.md"), "^\\| `([A-Z_]+)` \\|");

    assertThat(named).hasSizeGreaterThanOrEqualTo(17).doesNotHaveDuplicates();
    assertThat(found(Document.of("docs/models/check"), "^ {2}'(BUG_[A-Z_]+) "))
        .containsExactlyInAnyOrderElementsOf(named);
    assertThat(found(model, "(?:^#ifn?def |defined\\()(BUG_[A-Z_]+)")).containsAll(named);
  }

  private static List<String> found(Document in, String pattern) {
    return in.matches(pattern).map((MatchResult match) -> match.group(1)).toList();
  }

  /** Removes white space, because the formatter may break lines anywhere. */
  private static String compact(String text) {
    return text.replaceAll("\\s+", "");
  }
}
