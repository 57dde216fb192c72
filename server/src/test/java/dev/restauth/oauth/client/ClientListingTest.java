package dev.restauth.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Reply.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code restauth client list}, page by page. */
class ClientListingTest {
  /** The maximum length of a line on the operators' socket, in bytes. */
  private static final int ANSWER_BYTES = 1024 * 1024;

  @RegisterExtension private final TestServer server = new TestServer();

  private Done page(String limit, String after) {
    Map<String, String> arguments =
        after.isEmpty() ? Map.of("limit", limit) : Map.of("limit", limit, "after", after);
    Reply reply = server.operate("client.list", arguments);
    assertThat(reply).isInstanceOf(Done.class);
    return (Done) reply;
  }

  private static List<String> ids(Done page) {
    return page.facts().each().orElseThrow().stream()
        .map(client -> String.valueOf(client.values().get("client_id")))
        .toList();
  }

  private void add(int clients, String redirectUris) {
    for (int i = 0; i < clients; i++) {
      var _ =
          new TestClients(server)
              .add("client-%03d".formatted(i), "{'redirect_uris':[%s]}".formatted(redirectUris));
    }
  }

  @Test
  void showsClientsInPages() {
    assertThat(page("2", "").notes()).containsExactly("There are no clients.");
    add(3, "'https://shop.example/cb'");
    Done first = page("2", "");
    assertThat(ids(first)).containsExactly("client-000", "client-001");
    assertThat(first.notes())
        .containsExactly(
            "client-000  active    made        client-000",
            "client-001  active    made        client-001",
            "There are more: add --after=client-001");
    Done last = page("2", "client-001");
    assertThat(ids(last)).containsExactly("client-002");
    assertThat(last.notes()).hasSize(1);
    assertThat(page("2", "client-002").notes())
        .containsExactly("There are no clients after client-002.");
    assertThat(ids(page("3", ""))).hasSize(3);
    assertThat(page("3", "").notes()).hasSize(3);
    assertThat(ids(page("3", "client-002"))).isEmpty();
  }

  @Test
  void pageFitsIntoAnAnswerHoweverLongTheClientsAre() {
    String uris =
        IntStream.range(0, 50)
            .mapToObj(i -> "'https://shop.example/" + "x".repeat(1_000) + i + "'")
            .collect(Collectors.joining(","));
    add(30, uris);

    List<String> seen = new ArrayList<>();
    List<String> found;
    do {
      Done page = page("500", seen.isEmpty() ? "" : seen.getLast());
      assertThat(page.facts().json()).hasSizeLessThan(ANSWER_BYTES);
      found = ids(page);
      seen.addAll(found);
    } while (!found.isEmpty());
    assertThat(seen).hasSize(30).doesNotHaveDuplicates();
  }
}
