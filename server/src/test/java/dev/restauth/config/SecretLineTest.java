package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in files, which the server reads again while it runs. */
class SecretLineTest {
  @TempDir Path folder;

  private SecretLine line() {
    Config config =
        new Loading(folder)
            .flag("database", "postgres://rest@localhost/auth")
            .flag("database-password-file", "password")
            .variable("RESTAUTH_MASTER_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
            .config();
    return Objects.requireNonNull(config.rereadable().get("database-password-file"));
  }

  @Test
  void isReadAgainWhenItIsUsed() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "hunter2\nmore\n");
    SecretLine line = line();
    assertThat(line.reveal()).isEqualTo("hunter2");
    assertThat(line).hasToString("[secret]").isEqualTo(new Secret("hunter2"));
    Files.writeString(file, "hunter3\n");
    assertThat(line.reveal()).isEqualTo("hunter2");
    line.reread();
    assertThat(line.reveal()).isEqualTo("hunter3");
  }

  @Test
  void keepsTheSecretIfTheFileCannotBeUsed() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "hunter2\n");
    SecretLine line = line();
    Files.delete(file);
    assertThatThrownBy(line::reread).hasMessage(file + " cannot be used: there is no such file");
    Programs.run(List.of("mkfifo", file.toString()));
    assertThatThrownBy(line::reread).hasMessageStartingWith(file + " cannot be used: ");
    assertThat(line.reveal()).isEqualTo("hunter2");
  }
}
