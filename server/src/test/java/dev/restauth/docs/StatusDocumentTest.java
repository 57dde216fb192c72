package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Comparison of docs/commands.md with the values that {@code restauth status} prints, in the same
 * order.
 */
class StatusDocumentTest {
  @RegisterExtension private final TestServer server = new TestServer(Map.of("mail-log", "true"));

  @Test
  void showsEachFigure() {
    Reply.Done done = (Reply.Done) server.operate("status", Map.of());
    List<String> shown =
        Document.of("docs/commands.md")
            .between("$ ./restauth status\n", "```")
            .matches("^(\\w+): +\\S")
            .map(line -> line.group(1))
            .toList();
    assertThat(shown).containsExactlyElementsOf(done.facts().values().keySet());
  }
}
