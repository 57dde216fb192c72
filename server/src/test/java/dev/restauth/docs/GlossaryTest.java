package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The glossary in docs/glossary.md, which lists each word once in alphabetical order. */
class GlossaryTest {
  private static final Document PAGE = Document.of("docs/glossary.md");

  @Test
  void listsEachWordOnceInAlphabeticalOrder() {
    List<String> words = PAGE.matches("^\\| \\*(.+?)\\* \\|").map(row -> row.group(1)).toList();
    assertThat(words).hasSizeGreaterThan(40).doesNotHaveDuplicates().isSorted();
  }
}
