package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.event.EventMember;
import dev.restauth.event.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Comparison of docs/events.md with every security event and its members. */
class EventsDocumentTest {
  private static final Document PAGE = Document.of("docs/events.md");

  @Test
  void listsEveryEventInOrderWithItsMembers() {
    List<String> rows =
        PAGE.between("<!-- events -->", "<!-- end -->").rows().stream()
            .map(row -> row.getFirst() + ": " + row.get(1))
            .toList();
    assertThat(rows)
        .isEqualTo(Arrays.stream(EventType.values()).map(EventsDocumentTest::row).toList());
  }

  private static String row(EventType type) {
    return "`"
        + type.text()
        + "`: "
        + Arrays.stream(EventMember.values())
            .filter(type.members()::contains)
            .map(member -> "`" + member.text() + "`")
            .collect(Collectors.joining(", "));
  }

  @Test
  void describesEachMember() {
    assertThat(
            PAGE.between("<!-- members -->", "<!-- end -->").rows().stream()
                .map(row -> row.getFirst())
                .toList())
        .containsExactlyElementsOf(
            Arrays.stream(EventMember.values()).map(member -> "`" + member.text() + "`").toList());
  }

  @Test
  void showsOnlyExistingEvents() {
    assertThat(PAGE.matches("[ \"]event(?:=|\":\")([a-z_.]+)").map(found -> found.group(1)))
        .isNotEmpty()
        .isSubsetOf(Arrays.stream(EventType.values()).map(EventType::text).toList());
  }
}
