package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.hash;
import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports from Django dumps. Django 4.2 wrote the samples. */
class DjangoDumpSourceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"django-dump.json", "django-dump.jsonl"})
  void importsTheUsersOfADump(String file) {
    Collected found = read(sample(file), "auth.user");
    assertThat(found.refused()).isEmpty();
    assertThat(found.accounts())
        .containsExactly(
            new SourceAccount(
                Optional.of(1L),
                "1",
                "admin",
                Optional.of(hash("django-pbkdf2-sha256")),
                Optional.of("admin@example.com"),
                true,
                Optional.of(Instant.parse("2021-03-04T05:06:07.890Z"))),
            new SourceAccount(
                Optional.of(3L),
                "3",
                "Müller+1",
                Optional.of(hash("django-argon2")),
                Optional.empty(),
                true,
                Optional.of(Instant.parse("2021-03-04T05:06:07.890Z"))),
            new SourceAccount(
                Optional.of(7L),
                "7",
                "sso",
                Optional.of(hash("django-pbkdf2-sha1")),
                Optional.of("sso@example.com"),
                false,
                Optional.of(Instant.parse("2021-03-04T05:06:07.890Z"))),
            new SourceAccount(
                Optional.of(9L),
                "9",
                "nopass",
                Optional.empty(),
                Optional.of("nopass@example.com"),
                true,
                Optional.of(Instant.parse("2022-01-01T00:00:00Z"))));
  }

  @Test
  void importsUsersOfACustomModel() {
    Path dump =
        Collected.file(
            folder,
            """
            [{"fields": {"email": "a@example.com", "password": "md5$x$y", "nick": {"a": [1, {}]}},
              "pk": "7d1f0c1e-0000-4000-8000-000000000001", "model": "accounts.user"},
             {"model": "accounts.user", "fields": {"username": "natural", "email": "b@example.com"}},
             {"model": "auth.user", "pk": 1, "fields": {"username": "other"}}]
            """);
    Collected found = read(dump, "Accounts.User");
    assertThat(found.names()).containsExactly("a@example.com", "natural");
    assertThat(found.accounts()).extracting(SourceAccount::id).containsOnly(Optional.empty());
    assertThat(found.accounts())
        .extracting(SourceAccount::key)
        .containsExactly("7d1f0c1e-0000-4000-8000-000000000001", "natural");
    assertThat(found.hashOf("a@example.com")).isEqualTo("md5$x$y");
  }

  @Test
  void namesTheMissingModel() {
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(sample("django-dump.json"), "accounts.user"))
        .withMessageContaining("contains no accounts.user")
        .withMessageContaining("--model");
  }

  @Test
  void refusesAnEntryAndContinues() {
    String longest = "n".repeat(255);
    String tooLong = "ü".repeat(128);
    Path dump =
        Collected.file(
            folder,
            """
            [{"model": "auth.user", "pk": 1, "fields": {"username": "", "password": "x"}},
             {"model": "auth.user", "pk": 2, "fields": {"username": "%s"}},
             {"model": "auth.user", "pk": 3, "fields": {"username": "nul\\u0000"}},
             {"model": "auth.user", "pk": 4, "fields": {"username": "half\\ud83d"}},
             {"model": "auth.user", "pk": 5, "fields": {"username": "e", "email": "%s"}},
             {"model": "auth.user", "pk": 6, "fields": {"username": "h", "password": "%s"}},
             {"model": "auth.user", "pk": "%s", "fields": {"username": "k"}},
             {"model": "auth.user", "pk": 8, "fields": {"username": "%s", "password": "%s"}}]
            """
                .formatted(
                    tooLong,
                    "e".repeat(321),
                    "h".repeat(1025),
                    "k".repeat(256),
                    longest,
                    "h".repeat(1024)));
    Collected found = read(dump, "auth.user");
    assertThat(found.names()).containsExactly(longest);
    assertThat(found.refused())
        .containsExactly(
            "line 1, 1: it has no user name",
            "line 2, 2: its user name is longer than 255 bytes",
            "line 3, 3: its user name contains a NUL character",
            "line 4, 4: its user name is not Unicode text",
            "line 5, 5: its e-mail address is longer than 320 characters",
            "line 6, 6: its password hash is longer than 1024 characters",
            "line 7, " + "k".repeat(100) + "…: its id is longer than 255 bytes");
  }

  private static Collected read(Path file, String model) {
    return Collected.of(new DjangoDumpSource(file, model));
  }
}
