package dev.restauth.cluster;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.cluster.TwoServers.check;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.operator.Reply;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A command that changes how long servers accept the tokens of an adopted application. The change
 * takes effect on all servers.
 */
class AdoptionAcrossServersTest {
  @TempDir Path folder;

  @Test
  void changedAcceptanceTakesEffectOnTheOtherServer() throws Exception {
    JsonNode recorded = new JsonMapper().readTree(sample("accounts.json").toFile());
    String token = recorded.at("/tokens/2020-valid").asText();
    String secret = recorded.get("secret_key").asText();
    try (TwoServers servers = new TwoServers(folder, Map.of())) {
      assertThat(check(servers.other, token)).isEqualTo(401);
      accept(servers, secret, "2099-12-31");
      eventually("the other accepts it", () -> check(servers.other, token) == 200);
      accept(servers, secret, "2020-01-01");
      servers.refusedAtOther(token);
    }
  }

  private static void accept(TwoServers servers, String secret, String until) throws Exception {
    Reply reply =
        servers.operate(
            "adopt",
            Map.of(
                "source",
                "rest-auth",
                "file.1",
                sample("rest-auth-2020.sqlite").toString(),
                "secret_key",
                Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)),
                "accept_until",
                until,
                "insecure_known_secret",
                ""));
    assertThat(reply).isInstanceOf(Reply.Done.class);
  }

  private static Path sample(String name) throws URISyntaxException {
    String path = "/dev/restauth/adopt/" + name;
    return Path.of(
        Objects.requireNonNull(AdoptionAcrossServersTest.class.getResource(path), path).toURI());
  }
}
