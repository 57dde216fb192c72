package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.hash;
import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Auth0SourceTest {
  @TempDir Path folder;

  @Test
  void importsAnExportOfHashes() {
    Collected found = Collected.of(new Auth0Source(sample("auth0-hashes.json"), Optional.empty()));
    assertThat(found.names()).containsExactly("ann@example.com", "ben", "cat@example.com");
    assertThat(found.accounts())
        .extracting(SourceAccount::key)
        .containsExactly(
            "auth0|euclid", "auth0|60425dc43519d90068f82973", "auth0|60425dc43519d90068f82974");
    assertThat(found.hashOf("ann@example.com")).isEqualTo(hash("bcrypt-2b"));
    assertThat(found.hashOf("ben")).isEqualTo(hash("bcrypt-2a"));
    assertThat(found.named("ben").email()).contains("ben@example.com");
    assertThat(found.named("cat@example.com").email()).contains("cat@example.com");
    assertThat(found.accounts()).allMatch(SourceAccount::active);
    assertThat(found.refused())
        .containsExactly("line 4, auth0|60425dc43519d90068f82975: it has no user name");
  }

  @Test
  void readsBlockedUsersFromAnExportOfUsers() {
    Collected found =
        Collected.of(
            new Auth0Source(sample("auth0-hashes.json"), Optional.of(sample("auth0-users.json"))));
    assertThat(found.names()).containsExactly("ann@example.com", "ben", "cat@example.com");
    assertThat(found.named("ann@example.com").active()).isFalse();
    assertThat(found.named("ben").active()).isTrue();
    assertThat(found.named("cat@example.com").active()).isTrue();
  }

  @Test
  void importsAnExportOfUsersOnly() {
    Collected found = Collected.of(new Auth0Source(sample("auth0-users.json"), Optional.empty()));
    assertThat(found.names()).containsExactly("ann@example.com", "ben", "goo@example.com");
    assertThat(found.named("ann@example.com").active()).isFalse();
    assertThat(found.named("ben").createdAt()).contains(Instant.parse("2021-03-05T16:35:16.775Z"));
    assertThat(found.named("goo@example.com").key())
        .isEqualTo("google-oauth2|103547991597142817347");
    assertThat(found.accounts()).allMatch(a -> a.passwordHash().isEmpty());
  }

  @Test
  void readsAlternativeNamesOfFields() {
    Path file =
        Collected.file(
            folder,
            """
            {"_id":"abc","password_hash":"$2b$10$x","created_at":{"$date":"2020-01-01T00:00:00Z"},\
            "identifiers":[{"type":"phone_number","value":"+1"},{"type":"username","value":"u"}]}
            {"user_id":"sms|1","phone_number":"+2"}
            "no object"
            """);
    Collected found = Collected.of(new Auth0Source(file, Optional.empty()));
    assertThat(found.names()).containsExactly("u", "+2");
    assertThat(found.named("u").key()).isEqualTo("auth0|abc");
    assertThat(found.named("u").createdAt()).contains(Instant.parse("2020-01-01T00:00:00Z"));
    assertThat(found.hashOf("u")).isEqualTo("$2b$10$x");
    assertThat(found.refused()).containsExactly("line 3: it has no user name");
  }
}
