package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/glossary.md lists each word once, in the order of the alphabet. */
class GlossaryTest {
  private static final Document PAGE = Document.of("docs/glossary.md");

  @Test
  void listsEachWordOnceInAlphabeticalOrder() {
    List<String> words = PAGE.matches("^\\| \\*(.+?)\\* \\|").map(row -> row.group(1)).toList();
    assertThat(words).hasSizeGreaterThan(40).doesNotHaveDuplicates().isSorted();
  }
}
