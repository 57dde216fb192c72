package dev.restauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The front page of a server with a public URL and the password policy {@code nist}. The commands
 * that it shows must work on such a server.
 */
class FrontPageBeyondLoopbackTest {
  @RegisterExtension
  private static final TestServer SERVER =
      new TestServer(
          Map.of("public-url", "https://accounts.example.com/auth", "password-policy", "nist"));

  @Test
  void containsThePublicUrlForEveryHostField() {
    for (String accept : new String[] {"Accept: text/html", "Accept: */*"}) {
      Reply page = SERVER.calls().get("/", accept, "Host: evil.example");
      assertThat(page.body())
          .contains("SERVER=https://accounts.example.com/auth")
          .doesNotContain("127.0.0.1", "evil.example", "python");
      assertThat(page.header("cache-control")).hasValue("max-age=300");
    }
    assertThat(SERVER.calls().get("/nothing", "Accept: text/html").body())
        .contains("href=\"https://accounts.example.com/auth/\"");
  }

  /** The path of the public URL may contain the text of a placeholder. */
  @Test
  void replacesEachPlaceholderOnce(@TempDir Path folder) {
    String url = "https://accounts.example.com/@PASSWORD@/@SERVER@&x";
    try (TestServer server =
        TestServer.start(folder, InstantSource.system(), Map.of("public-url", url))) {
      assertThat(server.calls().get("/", "Accept: */*").body())
          .contains("SERVER='" + url + "'\n", "miguel:python");
      assertThat(server.calls().get("/", "Accept: text/html").body())
          .contains("SERVER=&#39;" + url.replace("&", "&amp;") + "&#39;</pre>", "miguel:python");
    }
  }

  @Test
  void showsPasswordsThatThePolicyAccepts() {
    ExamplePasswords shown =
        ExamplePasswords.of((password, username) -> !password.equals("python"));
    assertThat(SERVER.calls().get("/").body())
        .contains("-u miguel:" + shown.first(), "-u miguel:" + shown.other());
    assertThat(SERVER.calls().register("miguel", shown.first()).status()).isEqualTo(201);
    assertThat(SERVER.calls().register("miguel2", shown.other()).status()).isEqualTo(201);
  }

  @Test
  void showsRandomPasswordsIfTheBlocklistHasThem() {
    ExamplePasswords shown = ExamplePasswords.of((password, username) -> password.length() == 22);
    assertThat(shown.first()).matches("[\\w-]{22}").isNotEqualTo(shown.other());
  }
}
