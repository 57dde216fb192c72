package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The tests of the Node.js verifier with a faulty server and a faulty network, and the tests of the
 * browser module.
 */
class ClientJsTest {
  private static final String CHECKOUT = "../../../client-js";

  @Test
  void passesItsOwnTests() {
    runTests("LONG_TESTS=0");
  }

  /** Repeats random failures with more seeds. */
  @Tag("long")
  @Test
  void passesItsOwnLongTests() {
    runTests("LONG_TESTS=1");
  }

  /** Runs the tests with a variable of the environment. */
  private static void runTests(String variable) {
    Interop.Ran ran =
        Interop.run(
            "client-js",
            "env",
            variable,
            "node",
            "--test",
            "test/restauth-client.test.js",
            "test/bad-network.test.js",
            "test/passkeys.test.js");

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    assertThat(ran.output()).contains("# fail 0").containsPattern("# pass [1-9][0-9]");
  }

  /** Checks the files that {@code npm pack} would put into the package. */
  @Test
  void isPackedWithItsTypesItsPageAndTheLicence() throws IOException {
    Interop.Ran ran = Interop.run(CHECKOUT, "npm", "pack", "--dry-run", "--json", "--offline");

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    JsonNode pack =
        new JsonMapper().readTree(ran.output().substring(ran.output().indexOf('['))).get(0);
    assertThat(pack.get("version").asText()).isEqualTo(Version.OURS.number());
    assertThat(pack.get("files").findValuesAsText("path"))
        .containsExactlyInAnyOrder(
            "LICENSE",
            "README.md",
            "package.json",
            "passkeys.d.ts",
            "passkeys.js",
            "restauth-client.d.ts",
            "restauth-client.js");
    assertThat(Path.of("..", "client-js", "LICENSE"))
        .hasSameTextualContentAs(Path.of("..", "LICENSE"));
    JsonNode described =
        new JsonMapper().readTree(Files.readString(Path.of("..", "client-js", "package.json")));
    assertThat(described.get("license").asText()).isEqualTo("MIT");
    assertThat(List.of("description", "keywords", "homepage", "repository", "author", "engines"))
        .allMatch(described::hasNonNull);
  }
}
