package dev.restauth.personalkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.role.RoleScene;

/**
 * A new key.
 *
 * @param text the key itself
 */
public record MadeKey(String id, String text) {
  /** Reads the response with a new key. */
  public static MadeKey of(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return new MadeKey(reply.json().get("id").asText(), reply.json().get("key").asText());
  }

  public String bearer() {
    return RoleScene.bearer(text);
  }

  /** Exchanges the key for a token. */
  public String trade(TestServer server) {
    return RoleScene.tokenOf(new RoleScene(server).ask("", bearer()));
  }
}
