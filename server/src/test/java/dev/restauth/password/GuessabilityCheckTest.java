package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LongRun;
import dev.restauth.password.GuessabilityCheck.Finding;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule of docs/decisions/0007-password-policy.md, with the built-in blocklist. */
class GuessabilityCheckTest {
  /** Loading the blocklist takes some milliseconds, too long for each of the tests. */
  private static final GuessabilityCheck GUESSABLE =
      new GuessabilityCheck(
          Blocklist.builtIn(), List.of("REST-auth", "accounts.example.com", "accounts"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correcthorsebatterystaple", // itself on the blocklist
        "correct horse battery staple",
        "CorrectHorseBatteryStaple",
        "password1234567",
        "passwordpassword",
        "password!Password?p4ssw0rd.",
        "P@ssw0rdSummer2026",
        "Winter1999Passw0rd",
        "drowssapdrowssap",
        "1111111111111111111111password",
        "2026-12-24-qwertyuiop",
        "1q2w3e4r5t6y7u8i",
        "iloveyou iloveyou",
        "sunshine-dragon",
        "P@ssw0rd1P@ssw0rd1P@ssw0rd1P@ssw0rd1",
        "P@ssw0rd1 Passw0rd2 p4ssword3",
        "p a s s w o r d 1 2 3",
        "pass word 1234567",
        "pass-w0rd/1985/pass-w0rd",
        "ppaasssswwoorrdd1122",
        "never never give up",
        "monkeydrago1monkeydrago2monkeydrago3",
        "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44 2026 2026", // full-width
      })
  void refusesCommonPasswordsWithLittleAdded(String password) {
    assertThat(GUESSABLE.find(password, "susan")).contains(Finding.COMMON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "miguelmiguelmiguel",
        "Miguel-2026-miguel!",
        "M1gu3l_M1GU3L_12345",
        "leugim.leugim.leugim",
        "2026miguel@example.org",
        "Grinberg, 24.12.1985",
        "rest-auth-rest-auth",
        "HTUA-TSER 99999999",
        "accounts.example.com",
        "miguel's accounts",
      })
  void refusesNamesWithLittleAdded(String password) {
    assertThat(GUESSABLE.find(password, "miguel.grinberg@example.org")).isNotEmpty();
    assertThat(GUESSABLE.find(password, "miguel.grinberg@example.org")).contains(Finding.NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aaaaaaaaaaaaaaa",
        "123456789012345",
        "zyxwvutsrqponmlkj",
        "abcdefgh12345678",
        "xkqzvxkqzvxkqzv",
        "xkqzvxkqzvxkqzv1",
        "7-xkqv-xkqv-xkqv-xkqv",
        "x x x x x x x x x x",
        // Without the repetition these passwords are too short.
        "monkeydragonmonkeydragon",
        "monkeydragonmonkeydrag",
        "monkeydragon-monkeydragon",
        "monkeydragon M0nk3yDr4g0n!",
        "monkeydragonnogardyeknom",
        "monkeydragon - nogardyeknom",
        "mmoonnkkeeyyddrraaggoonn",
        "m.o.n.k.e.y.d.r.a.g.o.n",
        "Tr0ub4dor&3Tr0ub4dor&3",
        "bobalilo-gexu bo8a1i1o-gexu",
      })
  void refusesRepetitionAndCounting(String password) {
    assertThat(GUESSABLE.find(password, "susan")).contains(Finding.REPETITION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "miguel likes green tea",
        "we walked 12 miles home",
        "sunshine princess",
        "The quick brown fox",
        "xkqzvbwtrplmnhg",
        "482937561049283", // only digits
        "!%/(=?-*#+;,_:.", // only punctuation
        "row row row your boat",
        "happy happy my dog",
        "never say never again",
        "i love you daddy",
        "to be or not to be, that",
        "the sunshine sunset",
        "a tree, a tree, a kingdom for a tree",
        "my house password",
        "Tr0ub4dor&3/mesa Tr0ub4dor&3/mesa",
        "\u6f22\u5b57\u304b\u306a\u4ea4\u3058\u308a\u6587\u7ae0\u3092\u66f8\u304d\u307e\u3057\u305f",
      })
  void acceptsPasswordsWithEnoughOtherText(String password) {
    assertThat(GUESSABLE.find(password, "miguel")).isEmpty();
  }

  @Test
  void doesNotRemoveNamesOfOneOrTwoCharacters() {
    assertThat(GUESSABLE.find("bobo built a boat", "bo")).isEmpty();
  }

  @Test
  @Tag("unhurried")
  void neverThrows() {
    var random = new Random(7);
    for (int i = 0; i < (LongRun.IS_LONG ? 500 : 100); i++) {
      String text =
          random
              .ints(random.nextInt(1, 60), 1, 0x11000)
              .filter(point -> point < 0xD800 || point > 0xDFFF)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      GUESSABLE.find(text, text.substring(text.length() / 2));
      assertThat(GUESSABLE.find(text + text, text).isPresent() || text.length() < 3).isTrue();
    }
  }

  /**
   * Fifteen random letters hardly ever contain a common password. But the blocklist is stored as a
   * filter, and a false positive of the filter can make the rule refuse such letters.
   */
  @Test
  @Tag("unhurried")
  void refusesNoneOfAFewRandomPasswords() {
    assertThat(refused(1_000)).isZero();
  }

  @Test
  @Tag("long")
  void refusesHardlyAnyRandomPassword() {
    assertThat(refused(20_000)).isLessThanOrEqualTo(2); // one in 10,000
  }

  private int refused(int passwords) {
    var random = new Random(20_261_125);
    int refused = 0;
    for (int i = 0; i < passwords; i++) {
      String letters =
          random
              .ints(15, 'a', 'z' + 1)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      refused += GUESSABLE.find(letters, "miguel").isPresent() ? 1 : 0;
    }
    return refused;
  }
}
