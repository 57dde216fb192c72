package dev.restauth.passkey;

import static dev.restauth.factor.FactorScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.passkey.PasskeyCeremonies.Assertion;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The decoy passkey. If a client names a passkey that does not exist, the server checks the
 * signature with the decoy's key. The server does not accept even a correct signature.
 */
class DecoyPasskeyTest {
  @RegisterExtension private final TestServer server = new TestServer();

  private final PasskeyScene passkeys =
      new PasskeyScene(new FactorScene(server, new SetClock())); // only authenticator apps need it

  /** Returns the authenticator with the decoy's private key, the number 1. */
  private static SoftAuthenticator decoy() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
    KeyFactory keys = KeyFactory.getInstance("EC");
    return SoftAuthenticator.with(
        new KeyPair(
            keys.generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve)),
            keys.generatePrivate(new ECPrivateKeySpec(BigInteger.ONE, curve))));
  }

  @Test
  void whoeverHasItsKeyIsRefused() throws GeneralSecurityException {
    SoftAuthenticator decoy = decoy();
    decoy.userHandle(new byte[32]);
    assertThat(problem(passkeys.logIn(decoy))).isEqualTo("403 invalid-passkey");
  }

  @Test
  void itsSignatureIsVerified() throws GeneralSecurityException {
    JsonNode begun = passkeys.options();
    SoftAuthenticator decoy = decoy();
    ObjectNode credential = decoy.get(begun.get("publicKey"));
    Assertion assertion =
        new Assertion(
            decoy.credentialId(),
            decoded(credential, "authenticatorData"),
            decoded(credential, "clientDataJSON"),
            decoded(credential, "signature"));
    PasskeyCeremonies ceremonies =
        new PasskeyCeremonies(new RelyingParty("localhost", Set.of(), true));
    byte[] challenge = Base64.getUrlDecoder().decode(begun.at("/publicKey/challenge").asText());
    assertThat(ceremonies.use(ceremonies.decoy(decoy.credentialId()), assertion, challenge, true))
        .isPresent();
    decoy.forged = true;
    ObjectNode forged = decoy.get(begun.get("publicKey"));
    assertThat(
            ceremonies.use(
                ceremonies.decoy(decoy.credentialId()),
                new Assertion(
                    decoy.credentialId(),
                    decoded(forged, "authenticatorData"),
                    decoded(forged, "clientDataJSON"),
                    decoded(forged, "signature")),
                challenge,
                true))
        .isEqualTo(Optional.empty());
  }

  private static byte[] decoded(ObjectNode credential, String member) {
    return Base64.getUrlDecoder().decode(credential.at("/response/" + member).asText());
  }
}
