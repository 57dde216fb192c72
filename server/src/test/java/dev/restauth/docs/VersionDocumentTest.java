package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.version.Version;
import dev.restauth.web.OpenApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The version number, which is the same in the program, in published files and in documents. */
class VersionDocumentTest {
  private static final String NUMBER = Version.OURS.number();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pom.xml",
        "server/pom.xml",
        "client/pom.xml",
        "examples/resource-server/pom.xml",
        "bench/pom.xml"
      })
  void isTheVersionOfEveryModule(String path) {
    assertThat(
            Document.of(path)
                .matches("<version>(.*?)</version>")
                .findFirst()
                .orElseThrow()
                .group(1))
        .isEqualTo(NUMBER);
  }

  @Test
  void isTheVersionOfTheNodeJsClient() {
    assertThat(Document.of("client-js/package.json").text())
        .contains("\"version\": \"" + NUMBER + "\"");
  }

  @Test
  void isTheVersionOfThePythonClient() {
    assertThat(Document.of("client-py/pyproject.toml").text())
        .contains("\nversion = \"" + NUMBER + "\"\n");
  }

  @Test
  void isInTheOpenApiDocument() {
    assertThat(OpenApi.read().root().at("/info/version").asText()).isEqualTo(NUMBER);
  }

  @Test
  void isTheNewestInTheChangelog() {
    assertThat(
            Document.of("CHANGELOG.md")
                .matches("^## (?:Unreleased$)?(?:(\\d\\S*) - \\d{4}-\\d\\d-\\d\\d$)?")
                .map(heading -> heading.group(1))
                .filter(number -> number != null))
        .first()
        .isEqualTo(NUMBER.replace("-SNAPSHOT", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/install.md", "docs/clustering.md"})
  void isTheVersionOfThePackageThatIsInstalled(String path) {
    assertThat(Document.of(path).matches("restauth_(.*?)_amd64\\.deb").map(name -> name.group(1)))
        .isNotEmpty()
        .containsOnly(NUMBER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/resource-servers.md", "client/README.md"})
  void isTheVersionInDependencyExamples(String path) {
    assertThat(
            Document.of(path)
                .matches("<artifactId>restauth-client</artifactId>\\s*<version>(.*?)</version>")
                .map(found -> found.group(1)))
        .isNotEmpty()
        .containsOnly(NUMBER);
  }
}
