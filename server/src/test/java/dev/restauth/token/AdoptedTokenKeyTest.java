package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.operator.Reply;
import dev.restauth.token.AdoptedTokenKey.Algorithm;
import dev.restauth.token.TokenAcceptanceRows.TokenAcceptance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptedTokenKeyTest {
  private static final byte[] SECRET = "much too private".getBytes(StandardCharsets.UTF_8);
  private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

  @TempDir Path folder;

  private final Sealing sealing = new Sealing(MasterKey.generate());

  @Test
  void isSealedForItsSourceUnderTheMasterKey() {
    TokenAcceptance row = AdoptedTokenKey.seal(7, Algorithm.HS512, SECRET, UNTIL, sealing);

    assertThat(row.algorithm()).isEqualTo("HS512");
    assertThat(new String(row.sealedKey(), StandardCharsets.ISO_8859_1))
        .doesNotContain("much too private");
    assertThat(sealing.open(row.sealedKey(), "adopted_source/7/token-key")).isEqualTo(SECRET);
    AdoptedTokenKey key = AdoptedTokenKey.open(row, sealing);
    assertThat(key.sourceId()).isEqualTo(7);
    assertThat(key.toString()).doesNotContain("private");
    assertThat(key.accepts("HS512", UNTIL.minusNanos(1))).isTrue();
    assertThat(key.accepts("HS512", UNTIL)).isFalse();
    assertThat(key.accepts("HS256", UNTIL.minusNanos(1))).isFalse();
  }

  @Test
  void otherSourceOrUnknownAlgorithmIsRefused() {
    byte[] sealed = AdoptedTokenKey.seal(7, Algorithm.HS256, SECRET, UNTIL, sealing).sealedKey();

    assertThatThrownBy(
            () -> AdoptedTokenKey.open(new TokenAcceptance(8, "HS256", sealed, UNTIL), sealing))
        .isInstanceOf(UnsealFailedException.class);
    assertThatThrownBy(
            () -> AdoptedTokenKey.open(new TokenAcceptance(7, "none", sealed, UNTIL), sealing))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void emptyOrTooLongSecretIsRefused() {
    assertThat(AdoptedTokenKey.validationError(new byte[0])).hasValue("The secret is empty.");
    assertThat(AdoptedTokenKey.validationError(new byte[1])).isEmpty();
    assertThat(AdoptedTokenKey.validationError(new byte[1024])).isEmpty();
    assertThat(AdoptedTokenKey.validationError(new byte[1025]))
        .hasValue("The secret has more than 1,024 bytes.");
    assertThatThrownBy(() -> AdoptedTokenKey.seal(7, Algorithm.HS256, new byte[0], UNTIL, sealing))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("sqlite")
  void isOpenedByTheCheckOfADatabase() {
    try (AdoptedScene scene = AdoptedScene.ofMiguel(folder)) {
      assertThat(check()).isInstanceOf(Reply.Done.class);
      TokenAcceptance elsewhere =
          AdoptedTokenKey.seal(scene.source("rest-auth"), Algorithm.HS256, SECRET, UNTIL, sealing);
      scene
          .server()
          .store()
          .inTransaction(
              tx -> {
                new TokenAcceptanceRows(tx).accept(elsewhere);
                return elsewhere.sourceId();
              });

      assertThat(check().toString())
          .contains("the token key of the adopted source")
          .contains("cannot be opened");
    }
  }

  private Reply check() {
    return TestServer.operate(folder, "check", Map.of());
  }
}
