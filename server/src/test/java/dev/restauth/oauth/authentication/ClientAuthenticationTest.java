package dev.restauth.oauth.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Forms;
import dev.restauth.oauth.authentication.ClientOutcome.Known;
import dev.restauth.oauth.authentication.ClientOutcome.Malformed;
import dev.restauth.oauth.authentication.ClientOutcome.OwnClient;
import dev.restauth.oauth.authentication.ClientOutcome.Refused;
import dev.restauth.oauth.client.CachedClients;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.TestClients;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class ClientAuthenticationTest {
  private static final String ISSUER = "https://auth.example";
  private static final String ENDPOINT = ISSUER + "/oauth/token";
  private static final String REDIRECT = "'redirect_uris':['https://shop.example/cb']";
  private static final RSAKey RSA = rsa();
  private static final ECKey EC = ec();
  private static final RSAKey STRANGE = rsa();

  @Parameter TestDatabase database;

  @RegisterExtension private final TestServer server = new TestServer().on(() -> database);

  private final SetClock clock = new SetClock();
  private final List<SecurityEvent> failures = Collections.synchronizedList(new ArrayList<>());
  private int refetched = 0;
  private String basicSecret = "";
  private String postSecret = "";

  @SuppressWarnings("NullAway.Init")
  private ClientAuthentication authentication;

  private static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2_048).keyID("rsa").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns key sets to which an EC key was added, so that only a second fetch finds that key. */
  private AssertionKeys keys() {
    return new AssertionKeys() {
      @Override
      public List<JWK> of(Client client) {
        return List.of(RSA.toPublicJWK());
      }

      @Override
      public List<JWK> refetched(Client client) {
        refetched++;
        return List.of(RSA.toPublicJWK(), EC.toPublicJWK());
      }
    };
  }

  private SecurityEvents events() {
    return new SecurityEvents() {
      @Override
      public void record(Transaction tx, SecurityEvent event, Instant at) {
        throw new AssertionError(event.type().text());
      }

      @Override
      public void write(SecurityEvent event) {
        failures.add(event);
      }
    };
  }

  @BeforeEach
  void addClients() {
    TestClients clients = new TestClients(server);
    clients.addPublic("app", "https://app.example/cb");
    basicSecret = clients.addConfidential("shop", "https://shop.example/cb");
    postSecret =
        clients.add("post", "{" + REDIRECT + ",'token_endpoint_auth_method':'client_secret_post'}");
    var _ =
        clients.add(
            "signer",
            "{"
                + REDIRECT
                + ",'token_endpoint_auth_method':'private_key_jwt','jwks_uri':'https://shop.example/keys'}");
    authentication =
        new ClientAuthentication(
            new CachedClients(server.store()), server.store(), keys(), events(), clock);
  }

  private ClientOutcome authenticate(Map<String, String> form, String... authorization) {
    return authentication.authenticate(
        new ClientRequest(
            Forms.of(form),
            List.of(authorization),
            ISSUER,
            List.of(ENDPOINT),
            Network.of(InetAddress.getLoopbackAddress())));
  }

  private static String basic(String id, String secret) {
    String pair =
        URLEncoder.encode(id, StandardCharsets.UTF_8)
            + ":"
            + URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String raw(String pair) {
    return "Basic "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void assertKnown(ClientOutcome outcome, String id) {
    assertThat(outcome).isInstanceOf(Known.class);
    assertThat(((Known) outcome).client().id()).isEqualTo(id);
  }

  @Test
  void eachMethodAcceptsOnlyItsClients() throws Exception {
    assertKnown(authenticate(Map.of("client_id", "app")), "app");
    assertKnown(authenticate(Map.of(), basic("shop", basicSecret)), "shop");
    assertKnown(authenticate(Map.of("client_id", "shop"), basic("shop", basicSecret)), "shop");
    assertKnown(
        authenticate(Map.of(), basic("shop", basicSecret).replace("Basic", "bASIC")), "shop");
    assertKnown(authenticate(Map.of("client_id", "post", "client_secret", postSecret)), "post");
    assertKnown(authenticate(assertion(claims())), "signer");
    assertThat(failures).isEmpty();
  }

  @Test
  void bothHalvesAreEncodedAsInForms() {
    String encoded = raw("sh%6Fp:" + basicSecret.replace("_", "%5F"));
    assertKnown(authenticate(Map.of(), encoded), "shop");
    assertThat(authenticate(Map.of(), raw("shop:%zz"))).isInstanceOf(Refused.class);
  }

  @Test
  void theServersOwnClientNeedsNothing() {
    assertThat(authenticate(Map.of())).isInstanceOf(OwnClient.class);
    assertThat(authenticate(Map.of("client_id", ""))).isInstanceOf(OwnClient.class);
    assertThat(authenticate(Map.of("client_id", "restauth"))).isInstanceOf(OwnClient.class);
    assertThat(authenticate(Map.of(), basic("restauth", "x"))).isInstanceOf(Refused.class);
  }

  @Test
  void onlyOneMethodIsUsed() throws Exception {
    Map<String, String> both = new HashMap<>(assertion(claims()));
    both.put("client_secret", postSecret);
    assertThat(authenticate(both)).isInstanceOf(Malformed.class);
    assertThat(authenticate(assertion(claims()), basic("shop", basicSecret)))
        .isInstanceOf(Malformed.class);
    assertThat(
            authenticate(
                Map.of("client_id", "shop", "client_secret", basicSecret),
                basic("shop", basicSecret)))
        .isInstanceOf(Malformed.class);
    assertThat(authenticate(Map.of(), basic("shop", basicSecret), basic("shop", basicSecret)))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void theMessageNamesOneClient() throws Exception {
    assertThat(authenticate(Map.of("client_id", "app"), basic("shop", basicSecret)))
        .isInstanceOf(Malformed.class);
    assertThat(authenticate(Map.of("client_secret", postSecret))).isInstanceOf(Malformed.class);
    Map<String, String> other = new HashMap<>(assertion(claims()));
    other.put("client_id", "app");
    assertThat(authenticate(other)).isInstanceOf(Malformed.class);
  }

  /** The response does not reveal whether a client exists, or which part was wrong. */
  @Test
  void allFailuresLookAlike() {
    List<ClientOutcome> outcomes =
        List.of(
            authenticate(Map.of("client_id", "nobody")),
            authenticate(Map.of("client_id", "shop")), // lacks the secret
            authenticate(Map.of("client_id", "-")),
            authenticate(Map.of("client_id", "x".repeat(100_000))),
            authenticate(Map.of(), basic("nobody", basicSecret)),
            authenticate(Map.of(), basic("shop", "")),
            authenticate(Map.of(), basic("shop", basicSecret + "x")),
            authenticate(Map.of(), basic("shop", basicSecret.substring(1))),
            authenticate(Map.of(), basic("shop", postSecret)),
            authenticate(Map.of(), basic("post", postSecret)), // the client uses client_secret_post
            authenticate(Map.of(), basic("app", "x")),
            authenticate(Map.of(), basic("shop", "x".repeat(100_000))),
            authenticate(Map.of("client_id", "shop", "client_secret", basicSecret)),
            authenticate(Map.of("client_id", "post", "client_secret", basicSecret)),
            authenticate(Map.of("client_id", "app", "client_secret", "x")),
            authenticate(Map.of(), "Bearer " + basicSecret),
            authenticate(Map.of(), "Basic"),
            authenticate(Map.of(), "Basic !!!"),
            authenticate(Map.of(), raw("shop")),
            authenticate(Map.of(), raw("shop:\u00ff")));
    assertThat(outcomes).allMatch(Refused.class::isInstance);
    assertThat(outcomes.stream().distinct()).hasSize(1);
    assertThat(failures).hasSameSizeAs(outcomes);
    assertThat(failures)
        .allMatch(event -> event.type() == EventType.CLIENT_AUTHENTICATION_FAILED)
        .noneMatch(event -> event.toString().contains("restauth_cs_"))
        .noneMatch(event -> event.toString().contains("nobody"));
    assertThat(outcomes.toString()).doesNotContain("shop", "nobody");
  }

  private Map<String, Object> claims() {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", "signer");
    claims.put("sub", "signer");
    claims.put("aud", ISSUER);
    claims.put("iat", now);
    claims.put("exp", now + 60);
    claims.put("jti", "j" + System.nanoTime());
    return claims;
  }

  private Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = claims();
    claims.put(name, value);
    return claims;
  }

  private static Map<String, String> form(String assertion) {
    return Map.of(
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion",
        assertion);
  }

  private static Map<String, String> assertion(Map<String, Object> claims) throws JOSEException {
    return form(signed(claims, JWSAlgorithm.RS256, RSA));
  }

  private static String signed(Map<String, Object> claims, JWSAlgorithm algorithm, JWK key)
      throws JOSEException {
    JWSObject jws =
        new JWSObject(
            new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), new Payload(claims));
    jws.sign(key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey()));
    return jws.serialize();
  }

  @Test
  void anAssertionIsForThisServerAndValidNow() throws Exception {
    long now = clock.instant().getEpochSecond();
    assertKnown(authenticate(assertion(claims("aud", ENDPOINT))), "signer");
    assertKnown(authenticate(assertion(claims("iat", now + 8))), "signer");
    assertKnown(authenticate(assertion(claims("nbf", now + 8))), "signer");
    assertKnown(authenticate(assertion(claims("exp", now + 600))), "signer");
    assertKnown(authenticate(assertion(claims("exp", now + 60.5))), "signer");

    List<Map<String, Object>> wrong = new ArrayList<>();
    wrong.add(claims("aud", "https://other.example"));
    wrong.add(claims("aud", ISSUER + "/"));
    wrong.add(claims("aud", ENDPOINT + "/"));
    wrong.add(claims("aud", ISSUER + "/oauth/par"));
    wrong.add(claims("aud", List.of(ISSUER)));
    wrong.add(claims("aud", List.of(ISSUER, "https://other.example")));
    wrong.add(claims("iss", "shop"));
    wrong.add(claims("sub", "shop"));
    wrong.add(claims("sub", 1));
    wrong.add(claims("exp", now));
    wrong.add(claims("exp", now - 300));
    wrong.add(claims("exp", now + 611));
    wrong.add(claims("exp", "soon"));
    wrong.add(claims("exp", 1e300));
    wrong.add(claims("iat", now + 60));
    wrong.add(claims("nbf", now + 60));
    wrong.add(claims("nbf", "now"));
    wrong.add(claims("jti", ""));
    wrong.add(claims("jti", 7));
    wrong.add(claims("jti", "j".repeat(257)));
    for (String missing : List.of("iss", "sub", "aud", "exp", "jti")) {
      Map<String, Object> claims = claims();
      claims.remove(missing);
      wrong.add(claims);
    }
    for (Map<String, Object> claims : wrong) {
      assertThat(authenticate(assertion(claims))).as(claims.toString()).isInstanceOf(Refused.class);
    }
  }

  @Test
  void anAssertionIsSignedByAKeyOfTheClient() throws Exception {
    assertKnown(authenticate(form(signed(claims(), JWSAlgorithm.PS256, RSA))), "signer");
    assertThat(refetched).isZero();
    assertKnown(authenticate(form(signed(claims(), JWSAlgorithm.ES256, EC))), "signer");
    assertThat(refetched).isEqualTo(1);

    String good = signed(claims(), JWSAlgorithm.RS256, RSA);
    String[] parts = good.split("\\.", -1);
    JWSObject mac =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), new Payload(claims()));
    mac.sign(new MACSigner(RSA.toPublicJWK().toJSONString()));
    List<String> wrong =
        List.of(
            signed(claims(), JWSAlgorithm.RS256, STRANGE), // another key with the same id
            signed(claims(), JWSAlgorithm.RS384, RSA),
            signed(claims(), JWSAlgorithm.RS256, new RSAKeyGenerator(2_048).keyID("x").generate()),
            mac.serialize(),
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + parts[2].substring(4),
            parts[0]
                + "."
                + signed(claims(), JWSAlgorithm.RS256, RSA).split("\\.", -1)[1]
                + "."
                + parts[2],
            "eyJhbGciOiJub25lIn0." + parts[1] + ".",
            parts[1],
            "x.y.z",
            "x".repeat(100_000));
    for (String assertion : wrong) {
      assertThat(authenticate(form(assertion))).as(assertion).isInstanceOf(Refused.class);
    }
    assertThat(failures).isNotEmpty();
  }

  @Test
  void anAssertionNeedsItsType() throws Exception {
    String assertion = signed(claims(), JWSAlgorithm.RS256, RSA);
    assertThat(authenticate(Map.of("client_assertion", assertion))).isInstanceOf(Malformed.class);
    assertThat(
            authenticate(
                Map.of("client_assertion", assertion, "client_assertion_type", "saml2-bearer")))
        .isInstanceOf(Malformed.class);
    assertThat(authenticate(Map.of("client_assertion_type", "x"))).isInstanceOf(Malformed.class);
  }

  @Test
  void anAssertionIsUsedOnceEvenAtTheSameTime() throws Exception {
    Map<String, String> form = assertion(claims());
    List<Future<ClientOutcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        outcomes.add(threads.submit(() -> authenticate(form)));
      }
    }
    int known = 0;
    for (Future<ClientOutcome> outcome : outcomes) {
      known += outcome.get() instanceof Known ? 1 : 0;
    }
    assertThat(known).isEqualTo(1);
    assertThat(authenticate(form)).isInstanceOf(Refused.class);
  }

  /** An assertion with a wrong signature does not use up the id of the correct assertion. */
  @Test
  void aRefusedAssertionIsNotUsedUp() throws Exception {
    Map<String, Object> claims = claims();
    assertThat(authenticate(form(signed(claims, JWSAlgorithm.RS256, STRANGE))))
        .isInstanceOf(Refused.class);
    assertKnown(authenticate(assertion(claims)), "signer");
  }
}
