package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files for containers in deploy/ and launcher/image, compared with each other, the pages and the
 * program. {@code launcher/deploy-test} and {@code launcher/package-image-test} check and run the
 * files.
 */
class DeployDocumentTest {
  private static final String KUBERNETES = "deploy/kubernetes/";
  private static final Document DEPLOYMENT = Document.of(KUBERNETES + "deployment.yaml");

  @TempDir Path folder;

  private static Set<String> found(Document document, String pattern) {
    Set<String> values = new TreeSet<>();
    document.matches(pattern).forEach(match -> values.add(match.group(1)));
    return values;
  }

  /** The server refuses unknown variables, so each variable in these files must be a setting. */
  @ParameterizedTest
  @ValueSource(
      strings = {"deploy/compose.yaml", "launcher/image/config.jq", "docs/install.md", "README.md"})
  void variablesAreSettings(String path) {
    Set<String> known = found(Document.of("docs/configuration.md"), "`(RESTAUTH_[A-Z0-9_]+)`");
    Set<String> used = found(Document.of(path), "\\b(RESTAUTH_[A-Z0-9_]+)\\b");
    assertThat(used).isNotEmpty();
    assertThat(known).containsAll(used);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"deploy/compose.yaml", "docs/install.md", "README.md", "docs/kubernetes.md"})
  void namesTheVersionOfTheImage(String path) {
    Set<String> versions =
        found(
            Document.of(path),
            "(?:restauth:|restauth_|newTag: )(\\d+\\.\\d+\\.\\d+\\S*?)(?:_amd64\\S*)?[`\\s]");
    assertThat(versions).containsExactly(Version.OURS.number());
  }

  @Test
  void kustomizationNamesTheVersion() {
    assertThat(Document.of(KUBERNETES + "kustomization.yaml").text())
        .contains("newTag: " + Version.OURS.number() + "\n");
  }

  /**
   * Starts the server with the pods' settings, on another port and database, and makes the probes'
   * calls.
   */
  @Test
  void serverStartsWithTheSettingsOfThePodsAndAnswersTheProbes() throws Exception {
    Map<String, String> shared = TestServer.sharing(folder, TestDatabase.postgresUrl());
    String settings =
        Document.of(KUBERNETES + "restauth.yaml")
            .text()
            .replaceAll("(?m)^database: .*", "database: " + shared.get("database"))
            .replaceAll("(?m)^database-(user|password-file): .*\n", "")
            .replaceAll(
                "(?m)^master-key-file: .*", "master-key-file: " + shared.get("master-key-file"))
            .replaceAll("(?m)^host: .*", "host: 127.0.0.1")
            .replaceAll("(?m)^(management-)?port: .*", "$1port: 0")
            .replaceAll("(?m)^management-host: .*", "management-host: 127.0.0.1");
    Path file = Files.writeString(folder.resolve("restauth.yaml"), settings);
    try (ServerProcess process =
        ServerProcess.start(folder, Map.of("RESTAUTH_CONFIG", file + ""), "serve")) {
      assertThat(process.ready().get("/health").status()).isEqualTo(200);
      HttpCalls calls = new HttpCalls(managementPort(process));
      Set<String> probes = found(DEPLOYMENT, "httpGet:\\s+path: (\\S+)");
      assertThat(probes).containsExactly("/health/live", "/health/ready", "/health/started");
      for (String probe : probes) {
        assertThat(calls.get(probe).status()).as(probe).isEqualTo(200);
      }
      assertThat(process.log().lines().filter(line -> line.contains("\"WARN\""))).isEmpty();
    }
  }

  private static int managementPort(ServerProcess process) {
    process.awaitLogged("management on http://");
    Matcher port = Pattern.compile("management on http://[^:]+:(\\d+)").matcher(process.log());
    assertThat(port.find()).as(process.log()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  @Test
  void secretsAreThoseOfThePage() {
    Set<String> used =
        found(Document.of(KUBERNETES + "restauth.yaml"), "/etc/restauth/secrets/([a-z.-]+)");
    assertThat(found(Document.of("docs/kubernetes.md"), "--from-file=([a-z.-]+)")).isEqualTo(used);
    assertThat(DEPLOYMENT.text())
        .contains("mountPath: /etc/restauth/secrets", "mountPath: /etc/restauth/settings");
  }

  @Test
  void everyFileOfTheFolderIsApplied() throws IOException {
    Document kustomization = Document.of(KUBERNETES + "kustomization.yaml");
    try (var files = Files.list(Path.of("..", "deploy", "kubernetes"))) {
      assertThat(files.map(file -> file.getFileName() + ""))
          .filteredOn(name -> !name.equals("kustomization.yaml"))
          .containsExactlyInAnyOrderElementsOf(found(kustomization, "^ +- (\\S+\\.yaml)$"));
    }
  }

  /** The image's user owns the image's data. The other files must name the same user. */
  @Test
  void userIsTheSameEverywhere() {
    String user = found(Document.of("launcher/package-image"), "^user=(\\d+)").iterator().next();
    assertThat(Document.of("launcher/image/etc/passwd").text()).contains(":" + user + ":" + user);
    assertThat(Document.of("docs/install.md").text()).contains("user " + user);
    assertThat(found(DEPLOYMENT, "(?:runAsUser|runAsGroup|fsGroup): (\\d+)")).containsExactly(user);
    assertThat(found(Document.of("deploy/compose.yaml"), "[ug]id=(\\d+)")).containsExactly(user);
  }

  /**
   * Some options of the launcher protect secrets, and libraries require the others. The image must
   * therefore use the same options.
   */
  @Test
  void optionsOfTheImageAreTheLaunchers() {
    String launcher = Document.of("launcher/java-options.sh").text();
    assertThat(found(Document.of("launcher/image/restauth.cfg"), "^java-options=(\\S+)"))
        .filteredOn(
            option -> !option.contains("/opt/restauth/") && !option.startsWith("-XX:MaxRAM"))
        .filteredOn(option -> !option.contains("useExternalLib"))
        .isNotEmpty()
        .allSatisfy(option -> assertThat(launcher).contains(option));
  }

  /**
   * Comparison of docs/performance.md with docs/install.md. The package tests compare
   * docs/install.md with the real sizes.
   */
  @Test
  void sizesAreThoseOfTheInstallationPage() {
    Document install = Document.of("docs/install.md");
    String sizes = Document.of("docs/performance.md").between("\n## Sizes\n", "\n## ").text();
    assertThat(sizes)
        .containsPattern(
            "\\| [^|]*Debian package[^|]* \\| " + megabytes(install, "package") + " \\| ")
        .contains(
            "| %s, and %s for the AOT cache |\n"
                .formatted(
                    megabytes(install, "installed"),
                    megabytes(install, "AOT cache, created on the machine")))
        .contains(
            "| %s | %s |\n"
                .formatted(
                    megabytes(
                        install, "the file; a pull from a registry transfers the same amount"),
                    megabytes(install, "unpacked")));
    String jar = megabytes(install, "of which the jar");
    assertThat(sizes).contains(" | " + jar + " | " + jar + " |\n");
    assertThat(Document.of("docs/jar.md").text()).contains("one file of " + jar + " MB");
  }

  private static String megabytes(Document page, String row) {
    return page.matches("^\\| " + row + " \\| (\\d+) \\|$")
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }
}
