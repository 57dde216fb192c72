package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code restauth user list}, with and without a running server. */
class UserListTest {
  @TempDir Path folder;

  @Test
  void listsAccountsByNamePageByPage() {
    for (String name : List.of("miguel", "Anna", "mia", "zoë", "michael", "anna")) {
      create(name, "python");
    }
    TestServer.operate(folder, "user.disable", Map.of("username", "mia"));
    TestServer.operate(folder, "user.close", Map.of("username", "michael"));

    assertThat(names(Map.of("limit", "10")))
        .containsExactly(":5", "Anna", "anna", "mia", "miguel", "zoë");
    assertThat(names(Map.of("limit", "1", "prefix", "mi"))).containsExactly("mia");
    assertThat(names(Map.of("limit", "2", "prefix", "mi", "after", "mia")))
        .containsExactly("miguel");
    assertThat(names(Map.of("limit", "2", "prefix", "mi", "after", "A"))).hasSize(2);
    assertThat(names(Map.of("limit", "2", "prefix", "mi", "after", "n"))).isEmpty();
    assertThat(names(Map.of("limit", "9", "state", "closed"))).containsExactly(":5");
    assertThat(names(Map.of("limit", "9", "state", "disabled"))).containsExactly("mia");
    assertThat(names(Map.of("limit", "9", "prefix", "zoe\u0308")))
        .as("in another Unicode form")
        .containsExactly("zoë");
    assertThat(notes(list(Map.of("limit", "5"))))
        .containsExactly("There are more: add --after=miguel");
    assertThat(notes(list(Map.of("limit", "6")))).isEmpty();
    assertThat(list(Map.of("limit", "1")))
        .isInstanceOfSatisfying(
            Reply.Done.class,
            done ->
                assertThat(done.facts().each().orElseThrow().getFirst().values())
                    .containsOnlyKeys("id", "username", "state", "created_at", "kind")
                    .containsEntry("id", 5L));
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("bob", "python");
      assertThat(names(Map.of("limit", "4"))).containsExactly(":5", "Anna", "anna", "bob");
    }
  }

  /**
   * The search finds imported names in their original form, even those that a new account could not
   * have.
   */
  @Test
  void findsImportedNamesVerbatim() throws IOException {
    String hash = ":{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=";
    Path file =
        Files.writeString(
            folder.resolve("htpasswd"),
            Stream.of("zoe\u0308 smith", "zoe\u0308", "zo\u00eb jones", "zara")
                .map(name -> name + hash)
                .collect(Collectors.joining("\n")));
    Map<String, String> adopted = Map.of("source", "htpasswd", "file.1", file.toString());
    assertThat(TestServer.operate(folder, "adopt", adopted)).isInstanceOf(Reply.Done.class);

    String all = "zoe\u0308";
    assertThat(names(Map.of("limit", "9", "prefix", all)))
        .containsExactly("zoe\u0308", "zoe\u0308 smith", "zo\u00eb jones");
    assertThat(names(Map.of("limit", "1", "prefix", all, "after", "zoe\u0308")))
        .containsExactly("zoe\u0308 smith");
    assertThat(names(Map.of("limit", "9", "prefix", all, "after", "zoe\u0308 smith")))
        .containsExactly("zo\u00eb jones");
    assertThat(names(Map.of("limit", "9", "prefix", "zo\u00eb"))).containsExactly("zo\u00eb jones");
  }

  /**
   * {@code restauth user list} never sends an invalid request. Other programs that write to the
   * socket receive a clear error.
   */
  @Test
  void refusesInvalidRequestsOnTheSocketClearly() {
    try (TestServer _ = TestServer.start(folder)) {
      for (String limit : List.of("x", "", "1.5", "99999999999", "0", "501")) {
        assertThat(list(Map.of("limit", limit)))
            .isEqualTo(new Reply.Failed("limit must be a whole number from 1 to 500"));
      }
      assertThat(list(Map.of("limit", "1", "state", "gone")))
          .isEqualTo(new Reply.Failed("state must be one of active, disabled, closed"));
      assertThat(list(Map.of())).isEqualTo(new Reply.Failed("user.list lacks the argument limit"));
      assertThat(TestServer.operate(folder, "backup", Map.of("file", "a\0b")))
          .isEqualTo(new Reply.Failed("file must be a path"));
      assertThat(
              TestServer.operate(
                  folder,
                  "adopt",
                  Map.of("source", "csv", "file.1", "x", "secret_key", "no Base64")))
          .isEqualTo(new Reply.Failed("secret_key must be Base64"));
    }
  }

  private Reply list(Map<String, String> arguments) {
    return TestServer.operate(folder, "user.list", arguments);
  }

  private List<String> names(Map<String, String> arguments) {
    return ((Reply.Done) list(arguments))
        .facts().each().orElseThrow().stream()
            .map(facts -> String.valueOf(facts.values().get("username")))
            .toList();
  }

  private static List<String> notes(Reply reply) {
    return ((Reply.Done) reply).notes();
  }

  private Reply create(String username, String password) {
    return TestServer.operate(
        folder, "user.create", Map.of("username", username, "password", password));
  }
}
