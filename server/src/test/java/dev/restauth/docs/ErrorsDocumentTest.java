package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.ProblemType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Comparison of docs/errors.md with every {@link ProblemType}, in order. */
class ErrorsDocumentTest {
  private final Document page = Document.of("docs/errors.md");

  @Test
  void describesEveryTypeAndNoOther() {
    List<String> expected =
        Arrays.stream(ProblemType.values())
            .map(type -> "%s %s %d".formatted(anchor(type), type.uri(), type.status()))
            .toList();
    assertThat(
            page.matches("^## (\\S+)\n\n`(\\S+)` · (\\d{3})$")
                .map(found -> "%s %s %s".formatted(found.group(1), found.group(2), found.group(3))))
        .isEqualTo(expected);
    assertThat(page.matches("^## ")).hasSameSizeAs(expected);
  }

  @Test
  void listsCausesAndRemedies() {
    assertThat(page.text().split("\n## ", -1))
        .hasSize(ProblemType.values().length + 1)
        .filteredOn(section -> !section.startsWith("# "))
        .allSatisfy(section -> assertThat(section).contains("\n**When**: ", "\n**What to do**: "));
  }

  private static String anchor(ProblemType type) {
    return type.uri().substring(type.uri().lastIndexOf('/') + 1);
  }
}
