package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Revocation of a leaked signing key, and of all tokens that the key has signed. */
class KeyRevocationTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock).withAccount("miguel", "python");

  @Test
  void revokesEveryTokenImmediatelyIncludingCachedOnes() throws ParseException {
    String cached = token();
    String unseen = token();
    assertThat(resource(cached)).isEqualTo(200);
    long checked = server.verifier().signatureChecks();
    assertThat(resource(cached)).isEqualTo(200);
    assertThat(server.verifier().signatureChecks()).as("it is cached").isEqualTo(checked);

    Reply.Done done = (Reply.Done) revoke(kid(cached));

    assertThat(resource(cached)).isEqualTo(401);
    assertThat(resource(unseen)).isEqualTo(401);
    assertThat(server.calls().get("/api/token", basic(cached, "x")).status()).isEqualTo(401);
    String next = token();
    assertThat(resource(next)).isEqualTo(200);
    assertThat(done.facts().values())
        .containsEntry("revoked", kid(cached))
        .containsEntry("kid", kid(next));
    assertThat(published()).containsExactly(kid(next));
    assertThat(stored()).containsExactly(kid(next));
    assertThat(done.notes())
        .startsWith(
            kid(cached) + " is revoked; every token that it signed is revoked",
            kid(next) + " signs tokens from now on");
  }

  @Test
  void staysRevokedAfterARestart() throws ParseException {
    String token = token();
    revoke(kid(token));
    String next = token();
    server.restart();

    assertThat(resource(token)).isEqualTo(401);
    assertThat(resource(next)).isEqualTo(200);
  }

  @Test
  void revokingAPublishedOrRetiringKeyKeepsTheOthers() throws ParseException {
    String first = token();
    clock.move(Duration.ofMinutes(1));
    operate("key.rotate", Map.of("at_once", "true"));
    String second = token();
    clock.move(Duration.ofMinutes(1));
    operate("key.rotate", Map.of());
    String third = published().getLast();

    Reply.Done published = (Reply.Done) revoke(third);
    assertThat(published.facts().values()).containsOnlyKeys("revoked");
    assertThat(published()).containsExactly(kid(first), kid(second));
    revoke(kid(first));
    assertThat(published()).containsExactly(kid(second));
    assertThat(resource(first)).isEqualTo(401);
    assertThat(resource(second)).isEqualTo(200);

    // The third key is revoked, so it does not replace the second key.
    clock.move(Duration.ofMinutes(10));
    assertThat(kid(token())).isEqualTo(kid(second));
  }

  @Test
  void revokingTheCurrentKeyDoesNotReactivateARetiredOne() throws ParseException {
    String first = token();
    clock.move(Duration.ofMinutes(1));
    operate("key.rotate", Map.of("at_once", "true"));
    String second = token();

    revoke(kid(second));

    assertThat(kid(token())).isNotIn(kid(first), kid(second));
    assertThat(resource(first)).isEqualTo(200);
    assertThat(resource(second)).isEqualTo(401);
  }

  /**
   * The command uses the algorithm of the running server. On PostgreSQL the command has its own
   * settings.
   */
  @Test
  @Tag("sqlite")
  void takesTheConfiguredAlgorithm() throws ParseException {
    String token = token();
    server.restart(Map.of("signing-algorithm", "ed25519"));

    revoke(kid(token));

    assertThat(SignedJWT.parse(token()).getHeader().getAlgorithm().getName()).isEqualTo("Ed25519");
  }

  @Test
  void worksWithoutAServer() throws ParseException {
    String token = token();
    server.close();
    assertThat(revoke(kid(token))).isInstanceOf(Reply.Done.class);
    assertThat(((Reply.Done) operate("key.list", Map.of())).notes()).hasSize(1);

    server.restart();
    assertThat(resource(token)).isEqualTo(401);
    assertThat(resource(token())).isEqualTo(200);
    assertThat(stored()).hasSize(1);
  }

  @Test
  void revokingAnUnknownKeyChangesNothing() throws ParseException {
    String token = token();
    for (String kid : List.of("x", "' OR 1=1 --", kid(token).toLowerCase(java.util.Locale.ROOT))) {
      assertThat(((Reply.Failed) revoke(kid)).message())
          .isEqualTo("There is no signing key with this id; restauth key list shows all.");
    }
    assertThat(resource(token)).isEqualTo(200);
  }

  @Test
  @Tag("sqlite")
  void commandMakesNoKeyInADatabaseWithoutOne() {
    Path other = server.folder().resolve("other");
    TestServer.operate(other, "user.create", Map.of("username", "miguel", "password", "python"));

    assertThat(TestServer.operate(other, "key.revoke", Map.of("kid", "x")))
        .isInstanceOf(Reply.Failed.class);
    assertThat(((Reply.Done) TestServer.operate(other, "key.list", Map.of())).notes())
        .containsExactly("There is no key yet. The server makes one when it starts.");
    assertThat(other.resolve("data/master.key")).doesNotExist();
  }

  private Reply revoke(String kid) {
    return operate("key.revoke", Map.of("kid", kid));
  }

  private Reply operate(String operation, Map<String, String> arguments) {
    return server.operate(operation, arguments);
  }

  private String token() {
    return server.calls().token("miguel", "python");
  }

  private int resource(String token) {
    return server.calls().get("/api/resource", basic(token, "x")).status();
  }

  private static String kid(String token) throws ParseException {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  private List<String> published() {
    return server.calls().get("/.well-known/jwks.json").json().get("keys").findValuesAsText("kid");
  }

  private List<String> stored() {
    return server
        .store()
        .reading(tx -> new SigningKeyRows(tx).all().stream().map(row -> row.kid()).toList());
  }
}
