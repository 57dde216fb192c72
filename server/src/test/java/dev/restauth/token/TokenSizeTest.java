package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.config.ConfigException;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The length of tokens, which must fit into a request header. */
@Tag("sqlite")
class TokenSizeTest {
  private static final Pattern CHARACTERS = Pattern.compile("a token could have ([0-9,]+) char");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"es256", "ed25519", "eddsa", "rs256", "hs256"})
  void startsUpToTheLimitAndNotBeyond(String algorithm) throws SQLException {
    int longest = 0;
    for (int step = 2048; step > 0; step /= 2) {
      if (longest + step <= 2048 && !refuses(settings(algorithm, longest + step))) {
        longest += step;
      }
    }
    assertThat(longest).isBetween(1, 2047);
    int more = size(settings(algorithm, longest + 1));
    // One character more in the settings adds one or two characters to the base64 of the token.
    assertThat(more).isBetween(TokenProfile.ISSUED_AT_MOST + 1, TokenProfile.ISSUED_AT_MOST + 2);

    try (TestServer server =
        TestServer.start(folder, InstantSource.system(), settings(algorithm, longest))) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      useGreatestNumbers(server.account("miguel"));
    }
    try (TestServer server =
        TestServer.start(folder, InstantSource.system(), settings(algorithm, longest))) {
      HttpCalls calls = server.calls();
      String token = calls.token("miguel", "python");
      // A real token can be longer only because of later times, an organization, more factors, and
      // the claims narrowed, act and nbf.
      assertThat(token.length())
          .isBetween(TokenProfile.ISSUED_AT_MOST - 220, TokenProfile.ISSUED_AT_MOST - 170);
      assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(200);
      assertThat(calls.get("/api/resource", basic(token, "x".repeat(60))).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void generatedIssuerIsShort(SigningAlgorithm algorithm) {
    String made = TokenSettings.GENERATED_ISSUER;
    TokenProfile profile =
        new TokenProfile(() -> made, Optional.of(made), Duration.ofDays(1), Duration.ofDays(365));
    assertThat(TokenIssuer.largestLength(profile, algorithm))
        .isBetween(1, TokenProfile.ISSUED_AT_MOST - 1);
  }

  /** Gives the account the greatest possible id and generation, and the longest scopes. */
  private void useGreatestNumbers(Account account) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/restauth.sqlite"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE account SET id = "
              + Long.MAX_VALUE
              + ", generation = "
              + Long.MAX_VALUE
              + " WHERE id = "
              + account.id());
      statement.execute("UPDATE rights_counter SET number = " + Long.MAX_VALUE);
      statement.execute(
          "INSERT INTO role (name, scopes, created_at) VALUES ('r', '" + "s".repeat(996) + "', 0)");
      statement.execute("INSERT INTO account_role VALUES (" + Long.MAX_VALUE + ", 'r')");
    }
  }

  @Test
  void namesTheSettingsThatMatter() {
    assertThat(refusal(Map.of("issuer", "é".repeat(2048)))).startsWith("issuer: with these");
    assertThat(refusal(Map.of("audience", "日".repeat(2048)))).startsWith("audience: with these");
    assertThat(refusal(Map.of("audience", "日".repeat(2048), "issuer", "i")))
        .startsWith("issuer and audience: with these");
    assertThat(refusal(Map.of("public-url", "https://a.example/" + "a/".repeat(2000))))
        .startsWith("public-url: with these");
  }

  private static Map<String, String> settings(String algorithm, int issuer) {
    Map<String, String> settings = new HashMap<>();
    settings.put("signing-algorithm", algorithm);
    settings.put("issuer", "i".repeat(issuer));
    settings.put("audience", "é".repeat(1024) + "a".repeat(300));
    return settings;
  }

  private boolean refuses(Map<String, String> settings) {
    try {
      TokenSettings.checkTokenSize(TestServer.config(folder, settings));
      return false;
    } catch (ConfigException e) {
      return true;
    }
  }

  private String refusal(Map<String, String> settings) {
    assertThatThrownBy(() -> TestServer.start(folder, InstantSource.system(), settings).close())
        .isInstanceOf(ConfigException.class);
    try {
      TokenSettings.checkTokenSize(TestServer.config(folder, settings));
      throw new AssertionError("not refused");
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private int size(Map<String, String> settings) {
    Matcher matcher = CHARACTERS.matcher(refusal(settings));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1).replace(",", ""));
  }
}
