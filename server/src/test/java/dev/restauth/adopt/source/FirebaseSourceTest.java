package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Imports from Firebase. The imported hash and its parameters are the example that Firebase
 * publishes with its scrypt variant.
 */
class FirebaseSourceTest {
  /** The stored text of the published hash. */
  static final String TEXT =
      "$firescrypt$ln=14,r=8,p=1$42xEC+ixf3L2lw=="
          + "$Bw==${secret:s1}"
          + "$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

  /** The stored text in the URL-safe alphabet (RFC 4648, section 5). */
  private static final String WEB_SAFE = TEXT.replace('+', '-').replace('/', '_');

  @TempDir Path folder;

  @Test
  void importsAnExport() {
    Collected found = read(sample("firebase-users.json"), sample("firebase-hash-config.txt"));
    assertThat(found.accounts())
        .containsExactly(
            account("uid1", "user1@example.com", Optional.of(TEXT), true, 0),
            account("uid2", "user2@example.com", Optional.of(WEB_SAFE), false, 1),
            new SourceAccount(
                Optional.empty(),
                "uid3",
                "+15555550100",
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.of(Instant.ofEpochMilli(1_600_000_000_002L))),
            account("uid4", "google@example.com", Optional.empty(), true, 3));
    assertThat(found.refused())
        .extracting(line -> line.replaceFirst("line \\d+, ", ""))
        .containsExactly("uid5: it has no user name", "uid6: its password hash is malformed");
  }

  private static SourceAccount account(
      String key, String name, Optional<String> hash, boolean active, int millis) {
    return new SourceAccount(
        Optional.empty(),
        key,
        name,
        hash,
        Optional.of(name),
        active,
        Optional.of(Instant.ofEpochMilli(1_600_000_000_000L + millis)));
  }

  @Test
  void storesTheSignerKeySeparatelyFromTheHashes() {
    Collected found = read(sample("firebase-users.json"), sample("firebase-hash-config.txt"));
    assertThat(found.secrets()).hasSize(1);
    assertThat(Base64.getEncoder().encodeToString(found.secrets().getFirst()))
        .isEqualTo(
            "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==");
  }

  @Test
  void readsParametersInJson() {
    Path config =
        Collected.file(
            folder,
            """
            {"hash_config": {"algorithm": "SCRYPT", "base64_signer_key": "_-8=",
              "base64_salt_separator": "", "rounds": 6, "mem_cost": 12}}
            """);
    Collected found = read(sample("firebase-users.json"), config);
    assertThat(found.secrets().getFirst()).containsExactly(0xff, 0xef);
    assertThat(found.hashOf("user1@example.com"))
        .startsWith("$firescrypt$ln=12,r=6,p=1$")
        .contains("$${secret:s1}$");
  }

  @Test
  void needsTheParametersOnlyIfAUserHasAPassword() {
    Path export =
        Collected.file(folder, "{\"users\":[{\"localId\":\"u\",\"email\":\"a@example.com\"}]}");
    assertThat(Collected.of(new FirebaseSource(export, Optional.empty())).names())
        .containsExactly("a@example.com");
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(
            () -> Collected.of(new FirebaseSource(sample("firebase-users.json"), Optional.empty())))
        .withMessageContaining("--hash-config");
  }

  @ParameterizedTest
  @CsvSource({
    "algorithm: SCRYPT, algorithm: BCRYPT, 'names the algorithm BCRYPT, not SCRYPT'",
    "mem_cost: 14, mem_cost: 31, has a mem_cost that is not 1 to 14",
    "rounds: 8, rounds: 0, has a rounds that is not 1 to 8",
    "rounds: 8, runden: 8, has no rounds",
    "base64_salt_separator: Bw==, base64_salt_separator: !, has a base64_salt_separator that is not Base64"
  })
  void reportsWrongParameters(String right, String wrong, String message) throws Exception {
    String text = java.nio.file.Files.readString(sample("firebase-hash-config.txt"));
    assertThat(text).contains(right);
    Path config = Collected.file(folder, text.replace(right, wrong));
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(sample("firebase-users.json"), config))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("jxspr8"));
  }

  @Test
  void reportsAFileThatIsNotAnExport() {
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(Collected.file(folder, "{}"), sample("firebase-hash-config.txt")))
        .withMessageContaining("contains no users");
  }

  private static Collected read(Path export, Path config) {
    return Collected.of(new FirebaseSource(export, Optional.of(config)));
  }
}
