package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.crypto.SecretText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Comparison of docs/compatibility.md with the differences that {@code RecordedContractTest}
 * accepts.
 */
class CompatibilityDocumentTest {

  @Test
  void listsEveryRecordedDifferenceWithItsReason() throws IOException {
    JsonNode differences = read("differences.json");
    List<List<String>> expected = new ArrayList<>();
    for (JsonNode recorded : read("recorded.json")) {
      JsonNode difference = differences.get(recorded.get("n").asText());
      if (difference != null) {
        expected.add(
            List.of(
                recorded.get("n").asText(),
                recorded.get("title").asText(),
                recorded.get("status").asText(),
                difference.get("status").asText(),
                difference.get("reason").asText()));
      }
    }
    assertThat(expected).hasSize(differences.size());
    assertThat(
            Document.of("docs/compatibility.md")
                .between(
                    "## Different on purpose: recorded requests",
                    "## Different on purpose: everything else")
                .rows())
        .isEqualTo(expected);
  }

  @Test
  void namesThePrefixesThatNoNameAndNoPasswordHas() {
    Document page = Document.of("docs/compatibility.md");
    for (SecretText kind : SecretText.KINDS) {
      String prefix = "`" + kind.next().replaceAll("[0-9A-Za-z]+$", "") + "`";
      assertThat(page.between("## User names", "## Passwords").text()).contains(prefix);
      assertThat(page.between("## Passwords", "## Tokens").text()).contains(prefix);
    }
  }

  private static JsonNode read(String name) throws IOException {
    try (InputStream stream =
        CompatibilityDocumentTest.class.getResourceAsStream("/dev/restauth/contract/" + name)) {
      return new JsonMapper().readTree(stream);
    }
  }
}
