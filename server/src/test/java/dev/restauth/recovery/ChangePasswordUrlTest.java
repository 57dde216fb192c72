package dev.restauth.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.config.ConfigException;
import dev.restauth.http.HttpCalls.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The well-known URL at which password managers find the page for password changes. */
class ChangePasswordUrlTest {
  @RegisterExtension private final TestServer server = new TestServer();

  private void assertLeadsTo(String page) {
    Reply reply = server.calls().get("/.well-known/change-password");
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("location")).hasValue(page);
    assertThat(reply.header("cache-control")).hasValue("no-store");
  }

  @Test
  void leadsToThePageOfTheSetting() throws Exception {
    assertLeadsTo("/account/password");
    server.restart(Map.of("change-password-url", "https://app.example.com/settings?tab=password"));
    assertLeadsTo("https://app.example.com/settings?tab=password");
    server.restart(
        Map.of("change-password-url", "/account", "public-url", "https://example.com/auth"));
    assertLeadsTo("/auth/account");
  }

  @Test
  void otherUrlsAreRefused() {
    for (String url :
        new String[] {"//evil.example", "http://app.example", "javascript:alert(1)", "/a b", ""}) {
      assertThatThrownBy(() -> server.restart(Map.of("change-password-url", url)))
          .as(url)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("change-password-url");
    }
  }
}
