package dev.restauth.passkey;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.SoftAuthenticator.Algorithm;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Forged, replayed and stolen responses of authenticators. The server refuses all of them with the
 * same answer.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ForgedPasskeysTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", "http://localhost:5000"))
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("miguel", "python");

  private final FactorScene scene = new FactorScene(server, clock);
  private final PasskeyScene passkeys = new PasskeyScene(scene);
  private final SoftAuthenticator susan = new SoftAuthenticator();
  private final SoftAuthenticator miguel = SoftAuthenticator.onDevice();
  private final Set<String> answers = new LinkedHashSet<>();

  private static Map<String, Consumer<SoftAuthenticator>> lies() {
    Map<String, Consumer<SoftAuthenticator>> lies = new LinkedHashMap<>();
    lies.put("another origin", each -> each.origin = "https://localhost.example");
    lies.put("another port", each -> each.origin = "http://localhost:5001");
    lies.put("another case", each -> each.origin = "http://LOCALHOST:5000");
    lies.put("more after the origin", each -> each.origin = "http://localhost:5000/");
    lies.put("a user in the origin", each -> each.origin = "http://localhost:5000@evil.example");
    lies.put("another domain", each -> each.rpId = "example.org");
    lies.put("another ceremony", each -> each.type = "webauthn.other");
    lies.put("another challenge", each -> each.challenge = SoftAuthenticator.base64(new byte[32]));
    lies.put("an empty challenge", each -> each.challenge = "");
    lies.put("no user", each -> each.present = false);
    lies.put("in a frame", each -> each.crossOrigin = "true");
    lies.put("below another page", each -> each.topOrigin = "https://evil.example");
    lies.put("backed up but not eligible", each -> each.eligible = false);
    lies.put("another kind of credential", each -> each.kind = "password");
    lies.put("no kind of credential", each -> each.kind = null);
    return lies;
  }

  private static void restore(SoftAuthenticator authenticator) {
    SoftAuthenticator usual = new SoftAuthenticator();
    authenticator.origin = usual.origin;
    authenticator.rpId = usual.rpId;
    authenticator.type = usual.type;
    authenticator.challenge = null;
    authenticator.present = true;
    authenticator.verified = true;
    authenticator.crossOrigin = null;
    authenticator.topOrigin = null;
    authenticator.eligible = true;
    authenticator.backedUp = true;
    authenticator.kind = usual.kind;
    authenticator.forged = false;
    authenticator.anonymous = false;
  }

  @Test
  void logIns() {
    passkeys.registered("susan", susan);
    passkeys.registered("miguel", miguel);
    Map<String, Consumer<SoftAuthenticator>> lies = lies();
    lies.put("the user was not verified", each -> each.verified = false);
    lies.put("another signature", each -> each.forged = true);
    lies.put("no user handle", each -> each.anonymous = true);
    lies.put(
        "not eligible any more",
        each -> {
          each.eligible = false;
          each.backedUp = false;
        });
    lies.forEach((name, lie) -> refused(name, susan, Optional.of(lie), UnaryOperator.identity()));

    refused("another key", stranger(susan), Optional.empty(), UnaryOperator.identity());
    refused(
        "an unknown credential",
        new SoftAuthenticator(),
        Optional.empty(),
        UnaryOperator.identity());
    refused(
        "the user handle of another",
        susan,
        Optional.empty(),
        credential -> response(credential, "userHandle", miguel.userHandle()));
    refused(
        "authenticator data that end early",
        susan,
        Optional.empty(),
        credential -> response(credential, "authenticatorData", new byte[36]));
    refused(
        "client data that are not JSON",
        susan,
        Optional.empty(),
        credential -> response(credential, "clientDataJSON", new byte[] {'{'}));
    refused(
        "an empty signature",
        susan,
        Optional.empty(),
        credential -> response(credential, "signature", new byte[0]));
    requests();
    assertThat(answers).hasSize(1);
    ok(passkeys.logIn(susan));
    ok(passkeys.logIn(miguel));
  }

  /** Returns an authenticator with a stranger's key under the id of a credential. */
  private static SoftAuthenticator stranger(SoftAuthenticator owner) {
    SoftAuthenticator stranger = new SoftAuthenticator();
    stranger.pretend(owner);
    return stranger;
  }

  private static ObjectNode response(ObjectNode credential, String member, byte[] value) {
    ((ObjectNode) credential.get("response")).put(member, SoftAuthenticator.base64(value));
    return credential;
  }

  private void refused(
      String name,
      SoftAuthenticator authenticator,
      Optional<Consumer<SoftAuthenticator>> lie,
      UnaryOperator<ObjectNode> change) {
    JsonNode begun = passkeys.options();
    lie.ifPresent(each -> each.accept(authenticator));
    ObjectNode credential = change.apply(authenticator.get(begun.get("publicKey")));
    refused(name, passkeys.send(begun, credential, Optional.empty()));
    if (lie.isPresent()) {
      restore(authenticator);
      ok(
          passkeys.send(
              begun, authenticator.get(begun.get("publicKey")), Optional.empty())); // still valid
    }
  }

  private void refused(String name, Reply reply) {
    assertThat(problem(reply)).as(name).isEqualTo("403 invalid-passkey");
    answers.add(reply.body());
  }

  private void requests() {
    JsonNode begun = passkeys.options();
    JsonNode credential = susan.get(begun.get("publicKey"));
    ok(passkeys.send(begun, credential, Optional.empty()));
    refused("a second time", passkeys.send(begun, credential, Optional.empty()));

    JsonNode first = passkeys.options();
    JsonNode second = passkeys.options();
    refused(
        "for another request",
        passkeys.send(second, susan.get(first.get("publicKey")), Optional.empty()));
    JsonNode creation = passkeys.creation(basic(registered("david"), "python"));
    refused(
        "the request of a registration",
        passkeys.send(creation, susan.get(creation.get("publicKey")), Optional.empty()));
    String challenge = passkeys.challenge("susan");
    JsonNode completing = passkeys.optionsFor(challenge);
    refused(
        "the request of a second factor, alone",
        passkeys.send(completing, susan.get(completing.get("publicKey")), Optional.empty()));
    JsonNode alone = passkeys.options();
    refused(
        "the request of a log-in, as the second factor",
        passkeys.send(alone, susan.get(alone.get("publicKey")), Optional.of(challenge)));
    refused(
        "the second factor of another",
        passkeys.send(completing, miguel.get(completing.get("publicKey")), Optional.of(challenge)));
    JsonNode theirs = passkeys.optionsFor(passkeys.challenge("miguel"));
    refused(
        "the request of another",
        passkeys.send(theirs, susan.get(theirs.get("publicKey")), Optional.of(challenge)));
    JsonNode late = passkeys.options();
    JsonNode answer = susan.get(late.get("publicKey"));
    clock.move(Duration.ofMinutes(5).plusSeconds(1));
    refused("too late", passkeys.send(late, answer, Optional.empty()));
  }

  private String registered(String name) {
    server.calls().register(name, "python");
    return name;
  }

  @Test
  void registrations() {
    String david = basic(registered("david"), "python");
    passkeys.registered("susan", susan);
    lies()
        .forEach(
            (name, lie) -> {
              SoftAuthenticator authenticator = new SoftAuthenticator();
              lie.accept(authenticator);
              JsonNode begun = passkeys.creation(david);
              refused(
                  name,
                  passkeys.register(begun, authenticator.create(begun.get("publicKey")), david));
            });
    JsonNode begun = passkeys.creation(david);
    refused(
        "an algorithm that was not asked for",
        passkeys.register(
            begun, new SoftAuthenticator(Algorithm.ES384).create(begun.get("publicKey")), david));
    SoftAuthenticator same = new SoftAuthenticator();
    same.credentialId(susan.credentialId());
    refused(
        "the credential of another",
        passkeys.register(begun, same.create(begun.get("publicKey")), david));
    SoftAuthenticator good = new SoftAuthenticator();
    ObjectNode renamed = good.create(begun.get("publicKey"));
    refused(
        "another id", passkeys.register(begun, renamed.put("id", "AAAAAAAAAAAAAAAAAAAAAA"), david));
    byte[] bomb = new byte[30_000];
    Arrays.fill(bomb, (byte) 0x81); // arrays of arrays of arrays
    refused(
        "a deep attestation",
        passkeys.register(
            begun,
            response(good.create(begun.get("publicKey")), "attestationObject", bomb),
            david));
    JsonNode theirs = passkeys.creation(basic("miguel", "python"));
    refused(
        "the request of another",
        passkeys.register(theirs, good.create(theirs.get("publicKey")), david));
    JsonNode login = passkeys.options();
    ObjectNode forLogin = new SoftAuthenticator().create(begun.get("publicKey"));
    refused("the request of a log-in", passkeys.register(login, forLogin, david));
    clock.move(Duration.ofMinutes(5).plusSeconds(1));
    refused("too late", passkeys.register(begun, good.create(begun.get("publicKey")), david));
    assertThat(answers).hasSize(1);
    passkeys.registered("david", good);
  }

  @Test
  void aCounterNeverDecreases() {
    passkeys.registered("miguel", miguel);
    ok(passkeys.logIn(miguel));
    long reached = miguel.counter;
    for (long lower : new long[] {reached, reached - 1, 0}) {
      miguel.counter = lower - miguel.step;
      refused("counter " + lower, passkeys.logIn(miguel));
    }
    miguel.counter = reached;
    ok(passkeys.logIn(miguel));
    miguel.counter = 0xffff_fffeL;
    ok(passkeys.logIn(miguel));
    miguel.step = 0;
    refused("the last number again", passkeys.logIn(miguel));
  }

  @Test
  void onlyWhatBrowsersSendIsRead() {
    JsonNode begun = passkeys.options();
    for (String credential :
        new String[] {
          "1",
          "[]",
          "{}",
          "{\"id\":\"eA\",\"response\":{}}",
          "{\"id\":1,\"response\":{}}",
          "{\"id\":\"" + "A".repeat(1_400) + "\",\"response\":{}}",
          "{\"id\":\"eA\",\"response\":{\"authenticatorData\":\"*\"}}"
        }) {
      Reply reply =
          scene.post(
              PasskeyScene.LOG_IN,
              "{\"request\":\"%s\",\"credential\":%s}"
                  .formatted(begun.get("request").asText(), credential));
      assertThat(problem(reply)).as(credential).isEqualTo("400 invalid-json");
    }
  }

  @Test
  void anAddressThatGuessesHasToWait() {
    Reply last = passkeys.logIn(new SoftAuthenticator());
    for (int i = 0; i < 100 && last.status() == 403; i++) {
      last = passkeys.logIn(new SoftAuthenticator());
    }
    assertThat(problem(last)).isEqualTo("429 too-many-attempts");
    assertThat(
            server
                .store()
                .<Long>reading(
                    tx ->
                        tx.sql()
                            .one(
                                "SELECT count(*) AS n FROM spent_challenge", row -> row.number("n"))
                            .orElseThrow()))
        .isZero();
  }
}
