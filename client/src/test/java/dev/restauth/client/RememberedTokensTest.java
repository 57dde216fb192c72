package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.RememberedTokens.Remembered;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered, and that it does not grow. */
class RememberedTokensTest {
  private static final long NOW = START.getEpochSecond();
  private static final VerificationKey KEY =
      VerificationKey.read(Tokens.KEY.toPublicJWK().toJSONObject()).orElseThrow();
  private static final TokenClaims CLAIMS =
      PresentedToken.read(Tokens.good(START, "s")).orElseThrow().claims();

  private final RememberedTokens tokens = new RememberedTokens();

  @Test
  void findsWhatItRemembersAndNothingElse() {
    add("some token", NOW);
    assertThat(tokens.find("some token")).isPresent();
    assertThat(tokens.find("some tokem")).isEmpty();
  }

  @Test
  void remembersTenThousandAndNeverMoreThanFit() {
    List<String> texts =
        IntStream.range(0, 4 * RememberedTokens.AT_MOST).mapToObj(i -> "token-" + i * 31).toList();
    texts.subList(0, 10_000).forEach(text -> add(text, NOW));
    assertThat(remembered(texts)).hasSizeGreaterThan(9_980);
    texts.forEach(text -> add(text, NOW));
    assertThat(remembered(texts))
        .hasSizeBetween(RememberedTokens.AT_MOST * 99 / 100, RememberedTokens.AT_MOST);
  }

  @Test
  void givesThePlacesOfExpiredTokensAwayFirst() {
    long later = NOW + 600;
    List<String> old = new ArrayList<>();
    for (int i = 0; i < 4 * RememberedTokens.AT_MOST; i++) {
      old.add("old-" + i);
      add("old-" + i, NOW);
    }
    add("new", later);
    assertThat(tokens.find("new")).isPresent();
    assertThat(remembered(old))
        .hasSizeBetween(RememberedTokens.AT_MOST * 99 / 100, RememberedTokens.AT_MOST - 1);
  }

  @Test
  void remembersNoLongTokens() {
    String text = "x".repeat(2_049);
    add(text, NOW);
    assertThat(tokens.find(text)).isEmpty();
  }

  private void add(String text, long now) {
    tokens.add(new Remembered(text, KEY, CLAIMS), now);
  }

  private List<String> remembered(List<String> texts) {
    return texts.stream().filter(text -> tokens.find(text).isPresent()).toList();
  }
}
