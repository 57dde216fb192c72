package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;

/** The model of the feed stands for the code that there is; it is checked by ./test --long. */
class FeedModelTest {
  private final Document model = Document.of("docs/models/feed.pml");

  @Test
  void quotesLinesThatAreInTheCode() {
    String code =
        compact(
            Document.of("server/src/main/java/dev/restauth/store/sql/SqlChangeStore.java").text());
    List<String> quoted = found(model, "code: (.+?) \\*/");

    assertThat(quoted)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(line -> assertThat(code).contains(compact(line)));
  }

  @Test
  void hasTheMistakesThatThePageNamesAndTheScriptPlants() {
    List<String> named = found(Document.of("docs/models/feed.md"), "^\\| `([A-Z_]+)` \\|");

    assertThat(named).hasSizeGreaterThanOrEqualTo(17).doesNotHaveDuplicates();
    assertThat(found(Document.of("docs/models/check"), "^ {2}'(BUG_[A-Z_]+) "))
        .containsExactlyInAnyOrderElementsOf(named);
    assertThat(found(model, "(?:^#ifn?def |defined\\()(BUG_[A-Z_]+)")).containsAll(named);
  }

  private static List<String> found(Document in, String pattern) {
    return in.matches(pattern).map((MatchResult match) -> match.group(1)).toList();
  }

  /** Without white space: the formatter breaks lines where it likes. */
  private static String compact(String text) {
    return text.replaceAll("\\s+", "");
  }
}
