package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.hash;
import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupabaseCsvSourceTest {
  private static final Instant BAN_ENDS = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void importsTheTableOfUsers() {
    Collected found = read(sample("supabase-users.csv"), BAN_ENDS.minusMillis(1));
    assertThat(found.names())
        .containsExactly(
            "one@example.com",
            "two@example.com",
            "three@example.com",
            "15555550100",
            "seven@example.com");
    assertThat(found.named("one@example.com"))
        .isEqualTo(
            new SourceAccount(
                Optional.empty(),
                "7d1f0c1e-0000-4000-8000-000000000001",
                "one@example.com",
                Optional.of(hash("bcrypt-2a")),
                Optional.of("one@example.com"),
                true,
                Optional.of(Instant.parse("2023-05-01T12:34:56.789012Z"))));
    assertThat(found.named("15555550100").passwordHash()).isEmpty();
    assertThat(found.refused())
        .extracting(line -> line.replaceFirst("line \\d+, 7d1f0c1e-0000-4000-8000-0*", ""))
        .containsExactly("5: it was deleted there", "6: it has no user name");
  }

  @Test
  void disablesBannedUsers() {
    Path file = sample("supabase-users.csv");
    Collected before = read(file, BAN_ENDS.minusMillis(1));
    assertThat(before.named("two@example.com").active()).isFalse();
    assertThat(before.named("three@example.com").active()).isTrue();
    assertThat(before.named("seven@example.com").active()).isFalse();
    Collected then = read(file, BAN_ENDS);
    assertThat(then.named("two@example.com").active()).isTrue();
    assertThat(then.named("seven@example.com").active()).isFalse();
  }

  @Test
  void treatsTheWordNullAsEmpty() {
    Path file =
        Collected.file(
            folder,
            "id,email,encrypted_password,banned_until,deleted_at\nu,a@example.com,NULL,null,NULL\n");
    SourceAccount account = read(file, BAN_ENDS).named("a@example.com");
    assertThat(account.passwordHash()).isEmpty();
    assertThat(account.active()).isTrue();
  }

  /** The source refuses a CSV file without the columns of Supabase's table of users. */
  @Test
  void requiresTheColumnsOfThatTable() {
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(sample("users.csv"), BAN_ENDS))
        .withMessageContaining("with id, email, encrypted_password");
  }

  private static Collected read(Path file, Instant now) {
    return Collected.of(new SupabaseCsvSource(file, true, InstantSource.fixed(now)));
  }
}
