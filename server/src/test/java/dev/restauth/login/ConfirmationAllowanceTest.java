package dev.restauth.login;

import static dev.restauth.factor.FactorScene.CONFIRMED;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Passwords that confirm an action of an account with a second factor. Log-ins of strangers who
 * have the password do not reduce the allowance for such confirmations. A thief of a token can use
 * at most this allowance, which is four times {@code account-failures}.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ConfirmationAllowanceTest {
  private static final int AT_ONCE = 4;
  private static final String STRANGER = "X-Forwarded-For: 198.51.100.7";
  private static final String CODES = FactorScene.FACTORS + "/recovery-codes";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("trusted-proxies", "127.0.0.1", "account-failures", "1"))
          .on(() -> database)
          .withAccount("susan", "python");

  private final FactorScene scene = new FactorScene(server, clock);

  private Reply half() {
    return scene.post("/api/login", "{\"username\":\"susan\",\"password\":\"python\"}", STRANGER);
  }

  private Reply confirm(String token, String... from) {
    String[] headers = new String[from.length + 1];
    headers[0] = token;
    System.arraycopy(from, 0, headers, 1, from.length);
    return scene.post(CODES, CONFIRMED, headers);
  }

  @Test
  void strangersDoNotUseItUp() {
    String token = bearer(scene.token("susan", scene.enrol("susan")));
    for (int i = 0; i < AT_ONCE; i++) {
      assertThat(problem(half())).isEqualTo("401 factor-required");
    }
    assertThat(problem(half())).isEqualTo("429 too-many-attempts");
    for (int i = 0; i < AT_ONCE; i++) {
      assertThat(confirm(token, STRANGER).status()).as("also from their address").isEqualTo(200);
    }
  }

  @Test
  void itEndsAndComesBack() {
    String token = bearer(scene.token("susan", scene.enrol("susan")));
    for (int i = 0; i < AT_ONCE; i++) {
      assertThat(confirm(token).status()).isEqualTo(200);
    }
    Reply throttled = confirm(token);
    assertThat(problem(throttled)).isEqualTo("429 too-many-attempts");
    assertThat(throttled.header("retry-after")).hasValue("6");
    assertThat(problem(half())).as("strangers have their own").isEqualTo("401 factor-required");
    clock.move(Duration.ofSeconds(6));
    assertThat(confirm(token).status()).isEqualTo(200);
    assertThat(problem(confirm(token))).isEqualTo("429 too-many-attempts");
  }

  /** A wrong password counts as a failure, and does not reduce the allowance. */
  @Test
  void aWrongPasswordDoesNotUseTheAllowance() {
    String token = bearer(scene.token("susan", scene.enrol("susan")));
    assertThat(problem(scene.post(CODES, "{\"current_password\":\"wrong\"}", token)))
        .isEqualTo("403 wrong-password");
    clock.move(Duration.ofMinutes(1)); // the delay after a failure
    for (int i = 0; i < AT_ONCE; i++) {
      assertThat(confirm(token).status()).isEqualTo(200);
    }
    assertThat(problem(confirm(token))).isEqualTo("429 too-many-attempts");
  }
}
