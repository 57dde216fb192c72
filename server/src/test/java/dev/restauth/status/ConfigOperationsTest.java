package dev.restauth.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Declarations;
import dev.restauth.TestServer;
import dev.restauth.cli.Attempt;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.ConfigLoader;
import dev.restauth.config.ShownSetting;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code restauth check-config} and {@code restauth config show}. */
class ConfigOperationsTest {
  private static final String SECRET = "geheim";

  @TempDir Path folder;

  private static ShownSetting of(Config config, String key) {
    return config.shown().stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void settingsHaveTheirStrongestSource() throws IOException {
    Files.writeString(
        folder.resolve("restauth.yaml"),
        "host: localhost\nport: 1\ntrusted-proxies: [\"::1\", 10.0.0.2]\n");
    Config config =
        ConfigLoader.load(
            Declarations.OURS.settings(),
            Map.of("port", "3"),
            Map.of("RESTAUTH_PORT", "2", "RESTAUTH_LOG_LEVEL", "debug"),
            folder);
    assertThat(of(config, "port")).isEqualTo(new ShownSetting("port", "3", "flag --port"));
    assertThat(of(config, "log-level"))
        .isEqualTo(new ShownSetting("log-level", "debug", "variable RESTAUTH_LOG_LEVEL"));
    assertThat(of(config, "host"))
        .isEqualTo(new ShownSetting("host", "localhost", "restauth.yaml line 1"));
    assertThat(of(config, "trusted-proxies"))
        .isEqualTo(new ShownSetting("trusted-proxies", "::1,10.0.0.2", "restauth.yaml line 3"));
    assertThat(of(config, "token-duration"))
        .isEqualTo(new ShownSetting("token-duration", "600s", "default"));
    assertThat(config.shown()).hasSize(Declarations.OURS.settings().all().size() - 1);
  }

  @Test
  void secretsAreNotShown() throws IOException {
    Files.writeString(folder.resolve(SECRET), "x\n");
    String key =
        Base64.getEncoder()
            .encodeToString(SECRET.repeat(6).substring(0, 32).getBytes(StandardCharsets.US_ASCII));
    Config config =
        ConfigLoader.load(
            Declarations.OURS.settings(),
            Map.of(
                "database", "jdbc:postgresql://db.example/auth?password=" + SECRET,
                "fallback", "postgres://ann:" + SECRET + "@db.example/old",
                "smtp-password-file", SECRET,
                "smtp-user", "ann",
                "smtp-url", "smtp://mail.example.com",
                "mail-from", "a@example.com",
                "public-url", "https://a.example"),
            Map.of("RESTAUTH_MASTER_KEY", key),
            folder);
    Reply.Done shown = (Reply.Done) ConfigOperations.show(config);
    assertThat(shown.facts().json()).doesNotContain(SECRET, key, key.substring(0, 20));
    for (String hidden :
        List.of("database", "fallback", "smtp-password-file", "smtp-user", "master-key")) {
      assertThat(of(config, hidden).value()).as(hidden).isEqualTo("(not shown)");
    }
    assertThat(of(config, "master-key").source()).isEqualTo("variable RESTAUTH_MASTER_KEY");
    assertThat(of(config, "mail-from").value()).isEqualTo("a@example.com");
  }

  @Test
  void checkPrintsTheNumberOfSettingsAndWarns() {
    Reply.Done done =
        (Reply.Done)
            TestServer.operate(folder, Map.of("log-level", "debug"), "check-config", Map.of());
    assertThat(done.notes().getFirst())
        .matches("The settings are valid; \\d are not at their default\\.");
    assertThat(done.facts().values()).containsEntry("valid", true);
    Reply.Done warned =
        (Reply.Done)
            TestServer.operate(
                folder,
                Map.of("host", "0.0.0.0", "insecure-http", "true", "password-policy", "nist"),
                "check-config",
                Map.of());
    assertThat(warned.notes()).anyMatch(line -> line.startsWith("warning: insecure-http: "));
  }

  @Test
  void checkAndShowHaveTheFlagsOfServe() {
    for (String command : List.of("check-config", "config show")) {
      String line = command + " --host 0.0.0.0 --insecure-http --token-duration 5m --data d";
      Attempt.Result result = new Attempt().run(Attempt.words(line));
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.flags())
          .containsExactly(
              Map.of(
                  "host", "0.0.0.0", "insecure-http", "true", "token-duration", "5m", "data", "d"));
    }
  }

  @Test
  void checkFindsMistakesThatAStartWouldRefuse() {
    assertThatThrownBy(
            () ->
                TestServer.operate(
                    folder,
                    Map.of("issuer", "é".repeat(2048), "audience", "日".repeat(2048)),
                    "check-config",
                    Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("issuer");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void showListsAllWithoutADatabase() {
    Reply.Done done = (Reply.Done) TestServer.operate(folder, Map.of(), "config.show", Map.of());
    List<Facts> all = done.facts().each().orElseThrow();
    assertThat(all)
        .as("all but the setting that names the file")
        .hasSize(Declarations.OURS.settings().all().size() - 1);
    assertThat(all.getFirst().values())
        .containsExactly(
            Map.entry("name", "host"),
            Map.entry("value", "127.0.0.1"),
            Map.entry("source", "default"));
    assertThat(folder.resolve("data")).doesNotExist();
  }
}
