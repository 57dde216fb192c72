package dev.restauth.passkey;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.config.ConfigException;
import dev.restauth.factor.FactorScene;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The domain and the origins of passkeys: settings, related origins, and a domain that changes. */
class PasskeyDomainTest {
  private static final String HASH = "A".repeat(43);
  private static final Map<String, String> SETTINGS =
      Map.of(
          "public-url",
          "https://accounts.example.com",
          "passkey-rp-id",
          "example.com",
          "passkey-origins",
          "https://app.example.com,https://shop.example,android:apk-key-hash:" + HASH);

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, SETTINGS).withAccount("susan", "python");

  private final PasskeyScene passkeys = new PasskeyScene(new FactorScene(server, clock));

  @Test
  void pagesAndAppsOfAllOriginsUseThePasskeysOfTheDomain() {
    SoftAuthenticator authenticator = ofExample();
    passkeys.registered("susan", authenticator);
    for (String origin :
        new String[] {
          "https://accounts.example.com",
          "https://app.example.com",
          "https://shop.example",
          "android:apk-key-hash:" + HASH
        }) {
      authenticator.origin = origin;
      ok(passkeys.logIn(authenticator));
    }
    for (String origin :
        new String[] {
          "https://example.com",
          "https://app.example.com:8443",
          "http://app.example.com",
          "http://localhost",
          "android:apk-key-hash:" + "B".repeat(43),
          "null"
        }) {
      authenticator.origin = origin;
      assertThat(problem(passkeys.logIn(authenticator)))
          .as(origin)
          .isEqualTo("403 invalid-passkey");
    }
    assertThat(server.calls().get("/.well-known/webauthn").body())
        .isEqualTo(
            "{\"origins\":[\"https://accounts.example.com\",\"https://app.example.com\",\"https://shop.example\"]}");
  }

  private static SoftAuthenticator ofExample() {
    SoftAuthenticator authenticator = new SoftAuthenticator();
    authenticator.rpId = "example.com";
    authenticator.origin = "https://accounts.example.com";
    return authenticator;
  }

  @Test
  void anotherDomainIsRefusedAtTheStartWhilePasskeysExist() {
    Map<String, String> other = Map.of("public-url", "https://accounts.example.org");
    server.restart(other);
    server.restart(SETTINGS);
    SoftAuthenticator authenticator = ofExample();
    JsonNode registered = passkeys.registered("susan", authenticator);

    assertThatThrownBy(() -> server.restart(other))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("users have passkeys of \"example.com\"")
        .hasMessageContaining("change-passkey-rp-id");
    server.restart(
        Map.of("public-url", "https://accounts.example.org", "change-passkey-rp-id", "true"));
    server.restart(other); // the change was confirmed at an earlier start
    assertThat(problem(passkeys.logIn(authenticator))).isEqualTo("403 invalid-passkey");
    ok(
        passkeys
            .scene()
            .logIn(
                "susan", registered.at("/recovery_codes/0").asText())); // recovery codes still work
  }

  @Test
  void aServerWithoutADomainHasNoPasskeys() {
    server.restart(Map.of("public-url", "http://127.0.0.1:5000"));
    assertThat(
            problem(
                passkeys
                    .scene()
                    .call(
                        "POST",
                        PasskeyScene.PASSKEYS + "/options",
                        Optional.empty(),
                        basic("susan", "python"))))
        .isEqualTo("501 passkeys-not-configured");
    assertThat(
            problem(
                passkeys.scene().call("POST", PasskeyScene.LOG_IN + "/options", Optional.empty())))
        .isEqualTo("501 passkeys-not-configured");
  }

  @Test
  void aDomainThatIsNotAboveTheHostIsRefused() {
    for (String id : new String[] {"example.org", "com", "ample.com", "x.accounts.example.com"}) {
      assertThatThrownBy(
              () ->
                  server.restart(
                      Map.of("public-url", "https://accounts.example.com", "passkey-rp-id", id)))
          .as(id)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("passkey-rp-id");
    }
    for (String origin :
        new String[] {
          "https://app.example.com/", "https://app.example.com:443", "http://app.example.com", "*"
        }) {
      assertThatThrownBy(() -> server.restart(Map.of("passkey-origins", origin)))
          .as(origin)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("passkey-origins");
    }
  }
}
