package dev.restauth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Passwords that the policy nist refuses, over HTTP. */
class RefusedPasswordsTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, Map.of("password-policy", "nist"));

  private String reason(String password) {
    Reply refused = server.calls().register("miguel", password);
    assertThat(refused.status()).as(password).isEqualTo(400);
    return refused.json().get("detail").asText();
  }

  @Test
  void repetitionDoesNotMakeThemAcceptable() {
    assertThat(reason("P@ssw0rd1".repeat(30))).contains("common");
    assertThat(reason("monkeydragon".repeat(2))).contains("repeating");
    assertThat(reason("monkeydragon-M0NKEYDRAGON")).contains("repeating");
    assertThat(server.calls().register("miguel", "row row row your boat").status()).isEqualTo(201);
  }

  /**
   * A strength estimate may take 40 ms of processor time. Without a limit, an attacker could cause
   * any number of estimates, because a refused password costs the attacker nothing.
   */
  @Test
  void estimatesAreRateLimited() {
    assertThat(estimated(20)).isEqualTo(5);
    clock.move(Duration.ofSeconds(2));
    assertThat(estimated(20)).isEqualTo(2);
  }

  private long estimated(int refusals) {
    return IntStream.range(0, refusals)
        .filter(_ -> reason("1lI|!".repeat(200)).contains("An attacker would need"))
        .count();
  }
}
