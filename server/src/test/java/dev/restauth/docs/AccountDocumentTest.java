package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.store.Table;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Comparison of docs/account.md with the content of an export. */
class AccountDocumentTest {
  private static final Document PAGE = Document.of("docs/account.md");
  private static final Set<String> NO_TABLES =
      Set.of("exported_at", "failed_log_ins", "incomplete");

  @Test
  void namesEveryTableOfAnExport() {
    List<String> tables =
        Declarations.OURS.schema().tables().stream()
            .filter(table -> table.ofAccount().isPresent())
            .map(Table::name)
            .toList();
    List<String> members =
        PAGE.between("## `GET /api/me/export`", "## `DELETE /api/me`").rows().stream()
            .flatMap(row -> new Document(PAGE.path(), row.getFirst()).matches("`([a-z_]+)`"))
            .map(member -> member.group(1))
            .filter(member -> !NO_TABLES.contains(member))
            .toList();
    assertThat(members).containsExactlyInAnyOrderElementsOf(tables);
  }
}
