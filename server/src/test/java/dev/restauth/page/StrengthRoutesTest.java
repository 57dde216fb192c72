package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The strength that pages show while a user types a new password. */
class StrengthRoutesTest {
  private static final String PATH = "/password/strength";

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, Map.of("password-policy", "nist"));

  private Reply ask(String password, String username, String language, String... headers) {
    return server
        .calls()
        .post(
            PATH,
            "{\"password\":\"%s\",\"username\":\"%s\",\"language\":\"%s\"}"
                .formatted(password, username, language),
            headers);
  }

  private JsonNode measured(String password, String username, String language) {
    Reply reply = ask(password, username, language);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.body()).doesNotContain(password);
    return reply.json();
  }

  @Test
  void saysWhyAPasswordIsRefusedInTheLanguageOfThePage() {
    JsonNode weak = measured("python", "susan", "en");
    assertThat(weak.get("score").asInt()).isEqualTo(1);
    assertThat(weak.get("text").asText())
        .startsWith("At least 15 characters are needed.")
        .contains("An attacker needs about ");
    assertThat(measured("susan-susan-susan", "susan", "de").get("text").asText())
        .startsWith("Dieses Passwort ist kaum mehr als Ihr Benutzername");
    JsonNode strong = measured("violet stapler humming orbit canyon", "susan", "en");
    assertThat(strong.get("score").asInt()).isEqualTo(4);
    assertThat(strong.get("text").asText()).startsWith("Strong. ");
  }

  @Test
  void anEmptyPasswordAndOneThatIsTooLongAreNotMeasured() {
    Reply empty = ask("", "", "en");
    assertThat(empty.json().get("text").asText()).isEqualTo("Enter a password.");
    assertThat(measured("x".repeat(1_025), "", "en").get("text").asText())
        .isEqualTo("The password is too long: 1,024 bytes are allowed.");
  }

  @Test
  void eachAddressHasABurstAndThenTwoASecond() {
    for (int i = 0; i < StrengthRoutes.BURST; i++) {
      assertThat(ask("short", "", "en").status()).isEqualTo(200);
    }
    assertThat(ask("short", "", "en").status()).isEqualTo(429);
    clock.move(Duration.ofMillis(StrengthRoutes.INTERVAL_MILLISECONDS));
    assertThat(ask("short", "", "en").status()).isEqualTo(200);
    assertThat(ask("short", "", "en").status()).isEqualTo(429);
  }

  @Test
  void otherSitesAreRefused() {
    assertThat(ask("short", "", "en", "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
  }
}
