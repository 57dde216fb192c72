package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.http.ListenSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  private final Path file;
  private final Loading loading;

  ConfigFileTest(@TempDir Path folder) {
    this.file = folder.resolve("restauth.yaml");
    this.loading = new Loading(folder);
  }

  private static Object value(Config config, String key) {
    return config.get(Declarations.OURS.settings().ofKey(key).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "{}\n"})
  void mayBeEmpty(String text) throws Exception {
    Files.writeString(file, text);
    assertThat(loading.config().file()).contains("restauth.yaml");
  }

  @Test
  void acceptsListsInBothForms() throws Exception {
    Files.writeString(
        file,
        "cors-origins:\n  - https://a.example\n  - https://b.example\ntrusted-proxies: ::1, 10.0.0.1\n");
    Config config = loading.config();
    assertThat(value(config, "cors-origins"))
        .isEqualTo(List.of("https://a.example", "https://b.example"));
    assertThat(config.get(ListenSettings.TRUSTED_PROXIES))
        .containsExactly(AddressBlock.parse("::1"), AddressBlock.parse("10.0.0.1"));
  }

  @Test
  void anEmptyListOverridesTheDefault() throws Exception {
    Files.writeString(file, "cors-origins: [https://a.example]\n");
    assertThat(value(loading.flag("cors-origins", "").config(), "cors-origins"))
        .isEqualTo(List.of());
  }

  @Test
  void readsValuesAsWritten() throws Exception {
    Files.writeString(file, "issuer: 0123\naudience: yes\ninsecure-http: true\nport: 0\n");
    Config config = loading.config();
    assertThat(value(config, "issuer")).isEqualTo(Optional.of("0123"));
    assertThat(value(config, "audience")).isEqualTo(Optional.of("yes"));
    assertThat(value(config, "insecure-http")).isEqualTo(true);
    assertThat(config.get(ListenSettings.PORT)).isZero();
  }

  @Test
  void reportsTheLineOfEveryMistake() throws Exception {
    Files.writeString(
        file,
        "# one\nport: 1\nport: 2\ntoken_duration: 60s\nhost:\ndata: [a]\ncors-origins: [[a]]\n<<: 1\n[a]: 1\n");
    assertThat(loading.problems())
        .containsExactly(
            "restauth.yaml line 3: \"port\" is given twice, first in restauth.yaml line 2",
            "restauth.yaml line 4: there is no setting \"token_duration\"; did you mean token-duration?",
            "restauth.yaml line 5: \"host\" has no value; remove the line to get the default",
            "restauth.yaml line 6: \"data\": expected a single value",
            "restauth.yaml line 7: \"cors-origins\": expected a list of texts",
            "restauth.yaml line 8: there is no setting \"<<\"; serve --help lists all settings",
            "restauth.yaml line 9: there is no setting \"\"; serve --help lists all settings");
  }

  @Test
  void reportsTheInvalidItemOfAList() throws Exception {
    Files.writeString(file, "cors-origins:\n  - https://a.example\n  - https://b.example/\n");
    assertThat(loading.problems())
        .containsExactly(
            "restauth.yaml line 1: \"cors-origins\" has \"https://b.example/\"; expected scheme://host or"
                + " scheme://host:port, as in https://app.example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port: 1\nhost: [\n",
        "port: 1\n\tport: 2\n",
        "port: 1\n host: 2\n",
        "port: *unknown\n",
        "port: 1\n---\nport: 2\n",
        "port: \u0001\n",
        "\"port"
      })
  void brokenYamlIsOneLine(String text) throws Exception {
    Files.writeString(file, text);
    assertThat(loading.problems())
        .singleElement()
        .asString()
        .matches("restauth\\.yaml( line \\d+)?: is not valid YAML: .+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"just text\n", "- port\n", "5\n"})
  void anythingButAMappingIsRefused(String text) throws Exception {
    Files.writeString(file, text);
    assertThat(loading.problems())
        .containsExactly("restauth.yaml line 1: expected a list of lines such as \"port: 5000\"");
  }

  @Test
  void deepNestingDoesNotBreakTheReader() throws Exception {
    Files.writeString(file, "cors-origins: " + "[".repeat(60_000));
    assertThat(loading.problems()).singleElement().asString().contains("is not valid YAML: ");
  }

  @Test
  void tagsCreateNoObjects() throws Exception {
    Files.writeString(file, "issuer: !!java.net.URL 'http://a.example/'\n");
    assertThat(value(loading.config(), "issuer")).isEqualTo(Optional.of("http://a.example/"));
  }

  @Test
  void has64KilobytesAtMost() throws Exception {
    Files.writeString(file, "#".repeat(64 * 1024));
    assertThat(loading.config().file()).isPresent();
    Files.writeString(file, "#".repeat(64 * 1024 + 1));
    assertThat(loading.problems()).containsExactly("restauth.yaml: is larger than 64 KB");
  }

  @Test
  void isUtf8() throws Exception {
    Files.write(file, "issuer: größer\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(loading.problems()).containsExactly("restauth.yaml: is not valid UTF-8");
  }

  @Test
  void aFolderIsRefused() throws Exception {
    Files.createDirectory(file);
    assertThat(loading.problems())
        .containsExactly("restauth.yaml: is a folder; expected a YAML file");
  }
}
