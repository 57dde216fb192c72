package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.restauth.account.Username;
import dev.restauth.crypto.SecretText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Fuzz test of the Authorization field. If an input begins with {@code b}, the rest is the
 * unencoded user name and password of HTTP Basic. Any other input consists of the lines of the
 * field. The seeds are in the test resources.
 */
class AuthorizationFieldFuzzTest {
  private static final AuthorizationField FIELD =
      new AuthorizationField(
          Username::isToken, SecretText::recognise, SecretText.PERSONAL_KEY::isBegunBy, true);
  private static final AuthorizationField BEARER_ONLY =
      new AuthorizationField(
          Username::isToken, SecretText::recognise, SecretText.PERSONAL_KEY::isBegunBy, false);

  @FuzzTest(maxDuration = "60s")
  void readsValidCredentialsOrNone(byte[] input) {
    if (input.length > 0 && input[0] == 'b') {
      byte[] userPass = Arrays.copyOfRange(input, 1, input.length);
      String line = "Basic " + Base64.getEncoder().encodeToString(userPass);
      Credentials found = FIELD.read(List.of(Octets.of(line)));
      assertThat(found.equals(new Credentials.None())).isEqualTo(!isUserPass(userPass));
      check(found, line);
    } else {
      List<String> lines = new String(input, StandardCharsets.ISO_8859_1).lines().toList();
      Credentials found = FIELD.read(lines.stream().map(Octets::of).toList());
      if (lines.size() != 1) {
        assertThat(found).isEqualTo(new Credentials.None());
      } else {
        check(found, lines.getFirst());
      }
    }
  }

  private static boolean isUsername(Credentials found) {
    return switch (found) {
      case Credentials.Token(_, boolean bearer) -> !bearer;
      case Credentials.ServiceKey(_, var name, boolean bearer) -> !bearer && name.isEmpty();
      case Credentials.PersonalKey(_, var name, boolean bearer) -> !bearer && name.isEmpty();
      case Credentials.None _, Credentials.Password _, Credentials.Misplaced _ -> false;
    };
  }

  /**
   * Returns whether the bytes are valid under RFC 7617, section 2. In contrast to the RFC, the
   * password may contain control characters.
   */
  private static boolean isUserPass(byte[] bytes) {
    String octets = new String(bytes, StandardCharsets.ISO_8859_1);
    int colon = octets.indexOf(':');
    return colon >= 0 && !hasControls(octets.substring(0, colon));
  }

  private static void check(Credentials found, String line) {
    assertThat(BEARER_ONLY.read(List.of(Octets.of(line))))
        .isEqualTo(isUsername(found) ? new Credentials.Misplaced() : found);
    String[] schemeAndRest = line.strip().split(" ", 2);
    switch (found) {
      case Credentials.None none -> {}
      case Credentials.Misplaced misplaced -> throw new AssertionError("tokens may be user names");
      case Credentials.Password(String username, String password) -> {
        assertThat(schemeAndRest[0]).isEqualToIgnoringCase("Basic");
        assertThat(Username.isToken(username)).isFalse();
        assertThat(SecretText.recognise(password)).isEmpty();
        assertThat(username).doesNotContain(":");
        byte[] sent = Base64.getDecoder().decode(schemeAndRest[1].strip());
        assertThat(isUserPass(sent)).isTrue();
        assertThat((username + ":" + password).getBytes(charset(sent))).isEqualTo(sent);
      }
      case Credentials.Token(String token, boolean bearer) when bearer -> {
        assertThat(schemeAndRest[0]).isEqualToIgnoringCase("Bearer");
        assertThat(schemeAndRest[1]).contains(token);
        assertThat(token).isNotEmpty();
        assertThat(hasControls(token)).isFalse();
        assertThat(SecretText.recognise(token)).isEmpty();
      }
      case Credentials.Token(String token, boolean bearer) -> {
        assertThat(schemeAndRest[0]).isEqualToIgnoringCase("Basic");
        assertThat(Username.isToken(token)).isTrue();
        assertThat(token).doesNotContain(":");
        byte[] sent = Base64.getDecoder().decode(schemeAndRest[1].strip());
        assertThat(isUserPass(sent)).isTrue();
        assertThat(sent).startsWith((token + ":").getBytes(charset(sent)));
      }
      case Credentials.ServiceKey(String key, var name, boolean bearer) -> {
        checkKey(key, name, bearer, schemeAndRest[0]);
        assertThat(SecretText.PERSONAL_KEY.isBegunBy(key)).isFalse();
      }
      case Credentials.PersonalKey(String key, var name, boolean bearer) -> {
        checkKey(key, name, bearer, schemeAndRest[0]);
        assertThat(SecretText.PERSONAL_KEY.isBegunBy(key)).isTrue();
      }
    }
  }

  private static void checkKey(String key, Optional<String> name, boolean bearer, String scheme) {
    assertThat(scheme).isEqualToIgnoringCase(bearer ? "Bearer" : "Basic");
    assertThat(SecretText.recognise(key)).contains(key);
    assertThat(name.isPresent() && bearer).isFalse();
  }

  private static Charset charset(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return StandardCharsets.UTF_8;
    } catch (CharacterCodingException e) {
      return StandardCharsets.ISO_8859_1;
    }
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
  }
}
