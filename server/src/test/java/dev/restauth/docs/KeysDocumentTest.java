package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.crypto.SecretText;
import dev.restauth.http.Access;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Comparison of docs/keys.md with the calls that accept personal keys, and with the keys' format.
 */
class KeysDocumentTest {
  private static final Document PAGE = Document.of("docs/keys.md");

  @Test
  void listsTheCallsThatKeysOpen(@TempDir Path folder) {
    TreeSet<String> open = new TreeSet<>(List.of("POST /oauth/revoke"));
    Map<String, String> settings = Map.of("user-names", "signed-in");
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
      server
          .accessByPath()
          .forEach(
              (path, methods) ->
                  methods.forEach(
                      (method, access) -> {
                        if (access instanceof Access.User user && user.byKey()) {
                          open.add(method.text() + " " + path);
                        }
                      }));
    }
    TreeSet<String> listed = new TreeSet<>();
    for (List<String> row :
        PAGE.between("A key gives access to only a few calls", "Every other call").rows()) {
      Pattern.compile("`([A-Z]+ /[^`]*)`")
          .matcher(row.getFirst())
          .results()
          .forEach(found -> listed.add(found.group(1)));
    }
    assertThat(listed).isEqualTo(open);
  }

  @Test
  void regularExpressionMatchesExactlyTheKeys() {
    List<String> expressions =
        PAGE.matches("^(restauth_pat_\\[.*)$").map(found -> found.group(1)).toList();
    assertThat(expressions).hasSize(1);
    for (int i = 0; i < 100; i++) {
      assertThat(SecretText.PERSONAL_KEY.next()).matches(expressions.getFirst());
    }
    assertThat(SecretText.SERVICE_KEY.next()).doesNotMatch(expressions.getFirst());
  }
}
