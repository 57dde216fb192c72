package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.restauth.factor.ImportedFactors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fuzz test of the sources that read exports. The first letter of an input selects the source that
 * reads the rest. The seeds are in the test resources.
 */
class SourcesFuzzTest {
  @TempDir static Path folder;

  @FuzzTest(maxDuration = "60s")
  void sendsValidAccountsOrReasons(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    Path file = folder.resolve("export");
    Files.write(file, Arrays.copyOfRange(input, 1, input.length));
    var found = new Collected();
    try {
      source((char) input[0], file).read(found, (_, _, _) -> {});
    } catch (UnreadableSource e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    found.accounts().forEach(SourcesFuzzTest::check);
    assertThat(found.refused()).allMatch(line -> line.length() < 1_000);
  }

  private static AccountSource source(char kind, Path file) {
    return switch (kind) {
      case 'd' -> new DjangoDumpSource(file, "auth.user");
      case 'k' -> new KeycloakSource(List.of(file));
      case 'f' ->
          new FirebaseSource(file, Optional.of(Collected.sample("firebase-hash-config.txt")));
      case 'p' -> new FirebaseSource(Collected.sample("firebase-users.json"), Optional.of(file));
      case 'a' -> new Auth0Source(file, Optional.of(file));
      case 's' -> new SupabaseCsvSource(file, true, InstantSource.fixed(Instant.EPOCH));
      case 'o' -> new KratosSource(file);
      case 'h' -> new HtpasswdSource(file);
      case 'l' -> new LdifSource(file, "uid");
      default -> new CsvSource(file);
    };
  }

  private static void check(SourceAccount account) {
    assertThat(bytes(account.username())).isBetween(1, 255);
    assertThat(bytes(account.key())).isBetween(1, 255);
    account.id().ifPresent(id -> assertThat(id).isPositive());
    account.passwordHash().ifPresent(hash -> assertThat(hash.length()).isBetween(1, 1024));
    account.email().ifPresent(email -> assertThat(email.length()).isBetween(1, 320));
    assertThat(account.factors().recoveryCodes()).allMatch(ImportedFactors::isRecoveryCode);
    assertThat(account.factors().leftBehind()).allMatch(what -> bytes(what) < 1_000);
    String all =
        account.username()
            + account.key()
            + account.passwordHash().orElse("")
            + account.email().orElse("");
    assertThat(all).doesNotContain("\0");
    assertThat(new String(all.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(all);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
