package dev.restauth.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.operator.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdoptCommandTest {
  @TempDir Path folder;

  @Test
  void sendsAllArguments() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "a short key\n");
    Attempt.Result result =
        run(
            "rest-auth",
            "old.sqlite",
            "--dry-run",
            "--name=first",
            "--report",
            "report",
            "--secret-key-file",
            key.toString(),
            "--accept-until",
            "2027-01-31",
            "--token-algorithm=HS512",
            "--insecure-known-secret");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.requests())
        .containsExactly(
            new Request(
                "adopt",
                Map.of(
                    "source", "rest-auth",
                    "file.1", folder.resolve("old.sqlite").toString(),
                    "dry_run", "",
                    "name", "first",
                    "report", folder.resolve("report").toString(),
                    "secret_key", base64("a short key"),
                    "accept_until", "2027-01-31",
                    "token_algorithm", "HS512",
                    "insecure_known_secret", "")));
  }

  @Test
  void acceptsSeveralFiles() {
    assertThat(run("keycloak", "a.json", "b.json").requests().getFirst().arguments())
        .containsEntry("file.1", folder.resolve("a.json").toString())
        .containsEntry("file.2", folder.resolve("b.json").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc:postgresql://db/shop", "postgres://db/shop", "postgresql://me@db/shop"})
  void acceptsUrls(String url) {
    assertThat(run("flask", url).requests().getFirst().arguments())
        .isEqualTo(Map.of("source", "flask", "url", url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/shop?user=me&password=hunter2",
        "postgres://me:hunter2@db/shop"
      })
  void refusesAPasswordInAUrl(String url) {
    Attempt.Result result = run("flask", url);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--password-file").doesNotContain("hunter2");
    assertThat(result.requests()).isEmpty();
  }

  /**
   * A carriage return before a line feed is part of the line break. A carriage return without a
   * line feed is part of the secret.
   */
  @ParameterizedTest
  @CsvSource({"'k\n', k", "'k\r\n', k", "k, k", "'k\n\n', 'k\n'", "'k\r', 'k\r'", "' k ', ' k '"})
  void readsASecretWithoutTheLineBreakAtItsEnd(String content, String secret) throws IOException {
    Files.writeString(folder.resolve("key"), content);
    assertThat(withKey().requests().getFirst().argument("secret_key")).isEqualTo(base64(secret));
  }

  @Test
  void refusesAFileWithoutASecret() throws IOException {
    assertThat(withKey().err()).contains("there is no such file");
    Files.writeString(folder.resolve("key"), "\n");
    assertThat(withKey().err()).contains("does not contain a secret of 1 to 1024 bytes");
    Files.writeString(folder.resolve("key"), "k".repeat(1024) + "\n");
    assertThat(withKey().exitCode()).isZero();
    Files.writeString(folder.resolve("key"), "k".repeat(1025));
    assertThat(withKey().err())
        .contains("does not contain a secret of 1 to 1024 bytes")
        .doesNotContain("kkk");
    Files.delete(folder.resolve("key"));
    Files.createDirectory(folder.resolve("key"));
    assertThat(withKey().err()).contains("cannot be read");
  }

  @Test
  void requiresTheEndDateWithTheSecretKey() throws IOException {
    Files.writeString(folder.resolve("key"), "k");
    for (String[] half :
        new String[][] {{"--secret-key-file", "key"}, {"--accept-until", "2027-01-31"}}) {
      Attempt.Result result = run("rest-auth", "old.sqlite", half[0], half[1]);
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("--secret-key-file", "--accept-until");
    }
  }

  private Attempt.Result withKey() {
    return run(
        "rest-auth", "old.sqlite", "--secret-key-file", "key", "--accept-until", "2027-01-31");
  }

  private Attempt.Result run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "adopt";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new Attempt().in(folder).run(all);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
