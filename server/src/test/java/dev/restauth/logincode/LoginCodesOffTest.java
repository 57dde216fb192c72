package dev.restauth.logincode;

import static dev.restauth.email.MailCalls.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.config.Loading;
import dev.restauth.login.LoginSettings;
import dev.restauth.login.LoginSettings.EmailLogin;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Log-ins with mailed codes, which are off unless the operator turns them on. If passwords follow
 * NIST's rules, the operator must turn the mailed codes on with {@code despite-nist}.
 */
class LoginCodesOffTest {
  private static final List<String> CALLS =
      List.of("/api/login-codes", "/api/login-codes/" + "r".repeat(22));
  private static final String BODY = "{\"email\":\"anna@example.com\"}";

  @TempDir Path folder;

  @Test
  void isOffUnlessConfigured() {
    try (TestServer server =
        TestServer.start(folder, InstantSource.system(), Map.of("mail-log", "true"))) {
      for (String path : CALLS) {
        assertThat(problem(server.calls().post(path, BODY))).isEqualTo("404 not-found");
      }
    }
  }

  @Test
  void needsMail() {
    try (TestServer server =
        TestServer.start(folder, InstantSource.system(), Map.of("email-login", "on"))) {
      assertThat(problem(server.calls().post(CALLS.getFirst(), BODY)))
          .isEqualTo("501 mail-not-configured");
    }
  }

  @Test
  void isRefusedWithTheRulesOfNistUnlessSaidTwice() {
    Loading nist = new Loading(folder).flag("password-policy", "nist");
    assertThat(nist.config().get(LoginSettings.EMAIL_LOGIN)).isEqualTo(EmailLogin.OFF);
    assertThat(nist.flag("email-login", "on").problems())
        .singleElement()
        .asString()
        .startsWith("flag --email-login: NIST SP 800-63B-4")
        .contains("despite-nist");
    assertThat(
            new Loading(folder)
                .flag("password-policy", "nist")
                .flag("email-login", "despite-nist")
                .config()
                .get(LoginSettings.EMAIL_LOGIN))
        .isEqualTo(EmailLogin.DESPITE_NIST);
  }
}
