package dev.restauth.admin;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.USERS;
import static dev.restauth.role.AdministratorCalls.ok;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The cursor of a paged list. It is valid only for this list, and only if it is unchanged. */
@ExtendWith(QuietLogs.class)
class CursorTest {
  private static final String ADMIN = basic("admin", "python");
  private static final String LIST = "?prefix=m&limit=1";

  @RegisterExtension static final TestServer server = new TestServer();
  @RegisterExtension static final TestServer another = new TestServer();

  @BeforeAll
  static void makeAccounts() {
    for (TestServer each : List.of(server, another)) {
      AdministratorCalls scene = new AdministratorCalls(each);
      scene.administrator("admin", "users:read");
      List.of("mia", "miguel", "mo").forEach(scene::stored);
    }
  }

  private static String cursor(TestServer from) {
    return ok(new AdministratorCalls(from).get(USERS + LIST, ADMIN), 200).get("next").asText();
  }

  private static Reply with(String query, String cursor) {
    return new AdministratorCalls(server).get(USERS + query + "&cursor=" + cursor, ADMIN);
  }

  private static void refused(String what, Reply reply) {
    assertThat(problem(reply)).as(what).isEqualTo("400 invalid-parameter");
    assertThat(reply.json().get("detail").asText()).contains("cursor");
  }

  @Test
  void isRefusedIfItIsChangedCutOrOfAnotherList() {
    String cursor = cursor(server);
    assertThat(ok(with(LIST, cursor), 200).get("users").get(0).get("username").asText())
        .isEqualTo("miguel");
    assertThat(ok(with("?limit=2&prefix=m", cursor), 200).get("users"))
        .as("the limit may change")
        .hasSize(2);
    assertThat(cursor).doesNotContain("mia");
    assertThat(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1))
        .as("nobody can read it")
        .doesNotContain("mia");

    refused("empty", with(LIST, ""));
    refused("no base64", with(LIST, "*"));
    refused("longer", with(LIST, cursor + "A"));
    for (int length : new int[] {1, cursor.length() / 2, cursor.length() - 1}) {
      refused("cut to " + length, with(LIST, cursor.substring(0, length)));
    }
    byte[] sealed = Base64.getUrlDecoder().decode(cursor);
    for (int i = 0; i < sealed.length; i += 5) {
      byte[] flipped = sealed.clone();
      flipped[i] ^= 1;
      refused(
          "byte " + i, with(LIST, Base64.getUrlEncoder().withoutPadding().encodeToString(flipped)));
    }
    for (String other :
        List.of(
            "?limit=1",
            "?limit=1&prefix=mi",
            "?limit=1&prefix=m&state=active",
            "?limit=1&prefix=m&created_after=2020-01-01T00:00:00Z",
            "?limit=1&role=m",
            "?limit=1&username=m")) {
      refused(other, with(other, cursor));
    }
    refused("of another server", with(LIST, cursor(another)));
  }
}
