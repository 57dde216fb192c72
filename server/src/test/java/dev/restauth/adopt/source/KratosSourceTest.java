package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.hash;
import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KratosSourceTest {
  @TempDir Path folder;

  @Test
  void importsIdentities() {
    Collected found = read(sample("kratos-identities.json"));
    assertThat(found.names())
        .containsExactly("jane@example.com", "joe", "both@example.com", "nocred");
    assertThat(found.named("jane@example.com"))
        .isEqualTo(
            new SourceAccount(
                Optional.empty(),
                "9f425a8d-7efc-4768-8f23-7647a74fdf11",
                "jane@example.com",
                Optional.of(hash("bcrypt-2a")),
                Optional.of("Jane@Example.com"),
                true,
                Optional.of(Instant.parse("2023-01-15T09:30:00.123456Z"))));
    assertThat(found.named("joe").active()).isFalse();
    assertThat(found.hashOf("joe")).isEqualTo(hash("argon2id"));
    assertThat(found.named("nocred").passwordHash()).isEmpty();
    assertThat(found.refused())
        .singleElement()
        .asString()
        .endsWith("9f425a8d-7efc-4768-8f23-7647a74fdf15: it has no user name");
  }

  @Test
  void readsOneIdentityALineAndSeveralArrays() {
    Path file =
        Collected.file(
            folder,
            """
            {"id":"1","traits":{"email":"a@example.com"}}
            {"id":"2","traits":{"email":"b@example.com"}}
            [{"id":"3","traits":{"email":"c@example.com"}}]
            [{"id":"4","traits":{"email":"d@example.com"}},7]
            """);
    Collected found = read(file);
    assertThat(found.names())
        .containsExactly("a@example.com", "b@example.com", "c@example.com", "d@example.com");
    assertThat(found.refused()).containsExactly("line 4: it has no user name");
  }

  private static Collected read(Path file) {
    return Collected.of(new KratosSource(file));
  }
}
