package dev.restauth.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.config.ConfigException;
import dev.restauth.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
  @TempDir Path folder;

  private DatabasePlace place(String url, Optional<String> user, Optional<Path> passwordFile) {
    return new DatabaseUrl(url, user, passwordFile).place("TO", folder);
  }

  @Test
  void sqliteUrlIsAFile() {
    assertThat(place("jdbc:sqlite:a/b.sqlite", Optional.empty(), Optional.empty()))
        .isEqualTo(new DatabasePlace.SqliteFile(folder.resolve("a/b.sqlite")));
  }

  @Test
  void postgresUrlIsAServerWithUserAndPasswordFromTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("pw.txt"), "python\n");
    DatabasePlace.Postgres place =
        (DatabasePlace.Postgres)
            place(
                "postgres://miguel@one,two:5433/restauth", Optional.of("susan"), Optional.of(file));
    assertThat(place).hasToString("one:5432,two:5433/restauth");
    assertThat(place.user()).contains("susan");
    assertThat(place.password().map(Secret::reveal)).contains("python");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restauth.sqlite",
        "jdbc:sqlite:",
        "jdbc:sqlite::memory:",
        "jdbc:mysql://db/x",
        "postgres://"
      })
  void invalidUrlIsRefusedWithTheExpectedForm(String url) {
    assertThatThrownBy(() -> place(url, Optional.empty(), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("TO: expected jdbc:");
  }

  @Test
  void userOfAFileIsRefused() {
    assertThatThrownBy(() -> place("jdbc:sqlite:x", Optional.of("miguel"), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("neither a user nor a password");
  }

  @Test
  void missingPasswordFileIsRefused() {
    Path missing = folder.resolve("missing.txt");
    assertThatThrownBy(() -> place("postgres://db/x", Optional.empty(), Optional.of(missing)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("TO: there is no such file");
  }

  @Test
  void textFormOmitsThePassword() {
    assertThat(
            new DatabaseUrl("postgres://a:secret@b/c", Optional.empty(), Optional.empty())
                .toString())
        .doesNotContain("secret");
  }
}
