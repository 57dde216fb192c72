package dev.restauth.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.authenticator.Curve;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.authenticator.EdDSACOSEKey;
import com.webauthn4j.data.attestation.authenticator.RSACOSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import dev.restauth.crypto.P256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * The ceremonies of WebAuthn Level 3 (sections 7.1 and 7.2). This class neither requests nor checks
 * attestation. The caller must do two further checks: that the credential belongs to the user, and
 * that its counter has increased. The methods verify signatures, so they must not be called on an
 * event loop. Thread-safe.
 */
final class PasskeyCeremonies {
  /**
   * The accepted algorithms: ES256, EdDSA and RS256. WebAuthn recommends these three for a wide
   * range of authenticators (section 5.4).
   */
  static final List<Long> ALGORITHMS = List.of(-7L, -8L, -257L);

  /**
   * The maximum length of attested credential data, in bytes. Data with the longest id and an RSA
   * key of 4,096 bits is shorter.
   */
  private static final int DATA_AT_MOST = 16 + 2 + 1_023 + 600;

  private static final int ED25519_BYTES = 32;
  private static final int RSA_AT_LEAST = 2_048;
  private static final int RSA_AT_MOST = 4_096;

  private static final List<PublicKeyCredentialParameters> PARAMETERS =
      ALGORITHMS.stream()
          .map(
              id ->
                  new PublicKeyCredentialParameters(
                      PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(id)))
          .toList();

  private final RelyingParty party;
  private final WebAuthnManager manager;
  private final AttestedCredentialDataConverter credentials;

  /**
   * The key to use for credentials that do not exist. It is the base point of P-256, so everybody
   * knows the private key, which is 1. A signature with that private key is valid, but refused
   * nevertheless.
   */
  private static final byte[] DECOY_KEY =
      HexFormat.of()
          .parseHex(
              "a5010203262001215820"
                  + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                  + "225820"
                  + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

  private static final UUID UNKNOWN_MODEL = new UUID(0, 0);

  /** Creates the ceremonies of a relying party. */
  PasskeyCeremonies(RelyingParty party) {
    this.party = party;
    ObjectConverter converter = converter();
    this.manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    this.credentials = new AttestedCredentialDataConverter(converter);
  }

  /**
   * Creates a converter whose table of names is not shared by all requests. A stranger could fill a
   * shared table with colliding names.
   */
  private static ObjectConverter converter() {
    StreamReadConstraints bounds =
        StreamReadConstraints.builder().maxNestingDepth(16).maxDocumentLength(64 * 1024).build();
    JsonFactory json =
        JsonFactory.builder()
            .streamReadConstraints(bounds)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .build();
    CBORFactory cbor =
        CBORFactory.builder()
            .streamReadConstraints(bounds)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .build();
    return new ObjectConverter(new JsonMapper(json), new CBORMapper(cbor));
  }

  /**
   * A credential that was created.
   *
   * @param id the id of the credential
   * @param data the attested credential data (section 6.5.1), including the public key
   * @param model the AAGUID of the authenticator
   * @param counter the signature counter
   * @param verified whether the authenticator verified the user
   * @param backupEligible whether the credential can be backed up
   * @param backedUp whether the credential is backed up
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Created(
      byte[] id,
      byte[] data,
      UUID model,
      long counter,
      boolean verified,
      boolean backupEligible,
      boolean backedUp) {}

  /**
   * A browser's answer to the options for a creation.
   *
   * @param attestationObject the attestation object, as sent
   * @param clientData {@code clientDataJSON} as sent
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Creation(byte[] attestationObject, byte[] clientData) {}

  /**
   * Verifies a creation (section 7.1).
   *
   * @param challenge the challenge that was sent to the browser
   * @return the credential; empty if any step fails
   */
  Optional<Created> create(Creation creation, byte[] challenge) {
    if (!isOurs(creation.clientData())) {
      return Optional.empty();
    }
    try {
      RegistrationData data =
          manager.verify(
              new RegistrationRequest(creation.attestationObject(), creation.clientData()),
              new RegistrationParameters(server(challenge), PARAMETERS, false, true));
      return Optional.ofNullable(data.getAttestationObject())
          .flatMap(attestation -> created(attestation.getAuthenticatorData()));
    } catch (RuntimeException e) { // the type depends on which part is malformed
      return Optional.empty();
    }
  }

  /**
   * Compares the whole origin. The library's type for origins is not used: it drops the parts that
   * the library does not support.
   */
  private boolean isOurs(byte[] clientData) {
    return ClientData.read(clientData).filter(data -> party.accepts(data.origin())).isPresent();
  }

  private Optional<Created> created(AuthenticatorData<?> authenticator) {
    AttestedCredentialData credential = authenticator.getAttestedCredentialData();
    if (credential == null
        || !isSound(credential.getCOSEKey())
        || (authenticator.isFlagBS() && !authenticator.isFlagBE())) {
      return Optional.empty();
    }
    byte[] data = credentials.convert(credential);
    if (data.length > DATA_AT_MOST) {
      return Optional.empty();
    }
    return Optional.of(
        new Created(
            credential.getCredentialId(),
            data,
            Objects.requireNonNullElse(credential.getAaguid().getValue(), UNKNOWN_MODEL),
            authenticator.getSignCount(),
            authenticator.isFlagUV(),
            authenticator.isFlagBE(),
            authenticator.isFlagBS()));
  }

  /**
   * Returns whether a key is of the usual form for its algorithm. With an unusual key, verifying a
   * signature could take seconds.
   */
  private static boolean isSound(COSEKey key) {
    return switch (key) {
      case EC2COSEKey ec ->
          COSEAlgorithmIdentifier.ES256.equals(ec.getAlgorithm())
              && Curve.SECP256R1.equals(ec.getCurve())
              && P256.isPoint(bytes(ec.getX()), bytes(ec.getY()));
      case EdDSACOSEKey ed ->
          COSEAlgorithmIdentifier.EdDSA.equals(ed.getAlgorithm())
              && Curve.ED25519.equals(ed.getCurve())
              && bytes(ed.getX()).length == ED25519_BYTES;
      case RSACOSEKey rsa ->
          COSEAlgorithmIdentifier.RS256.equals(rsa.getAlgorithm())
              && isUsual(number(rsa.getN()), number(rsa.getE()));
      default -> false;
    };
  }

  /**
   * Returns the attested credential data for a credential that was created on another server.
   *
   * @param model the AAGUID of the authenticator
   * @param key the public key, as a COSE_Key
   * @return the data; empty if the key is malformed, or of a kind that this server refuses
   */
  Optional<byte[]> attested(UUID model, byte[] id, byte[] key) {
    byte[] data =
        ByteBuffer.allocate(2 * Long.BYTES + Short.BYTES + id.length + key.length)
            .putLong(model.getMostSignificantBits())
            .putLong(model.getLeastSignificantBits())
            .putShort((short) id.length)
            .put(id)
            .put(key)
            .array();
    try {
      AttestedCredentialData credential = credentials.convert(data);
      return data.length <= DATA_AT_MOST && isSound(credential.getCOSEKey())
          ? Optional.of(credentials.convert(credential))
          : Optional.empty();
    } catch (RuntimeException e) { // the type depends on which part is malformed
      return Optional.empty();
    }
  }

  private static boolean isUsual(BigInteger modulus, BigInteger exponent) {
    return modulus.bitLength() >= RSA_AT_LEAST
        && modulus.bitLength() <= RSA_AT_MOST
        && exponent.testBit(0)
        && exponent.compareTo(BigInteger.ONE) > 0
        && exponent.bitLength() <= Integer.SIZE;
  }

  private static BigInteger number(@Nullable Object unsigned) {
    return new BigInteger(1, bytes(unsigned));
  }

  /** Returns the bytes of a part of a key; empty if the part is missing. */
  private static byte[] bytes(@Nullable Object part) {
    return part instanceof byte[] bytes ? bytes : new byte[0];
  }

  /**
   * A stored credential.
   *
   * @param data the attested credential data
   * @param verified whether the user was verified at the creation of the credential or at a later
   *     use
   * @param backupEligible whether the credential can be backed up; this never changes
   * @param backedUp whether the credential was backed up at its last use
   * @param flagsKnown whether the two backup flags are known; if not, the next use determines them
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(
      byte[] data,
      boolean verified,
      boolean backupEligible,
      boolean backedUp,
      boolean flagsKnown) {}

  /**
   * Returns a decoy for a credential id that does not exist. The server verifies the client's
   * answer with the decoy as usual, and then refuses the log-in. The response time therefore does
   * not show which ids exist.
   */
  Stored decoy(byte[] id) {
    return new Stored(
        attested(UNKNOWN_MODEL, id, DECOY_KEY).orElseThrow(), true, true, true, false);
  }

  /**
   * A browser's answer to the options for using a credential.
   *
   * @param id the id of the credential
   * @param authenticatorData the authenticator data, as sent
   * @param clientData {@code clientDataJSON} as sent
   * @param signature the signature, as sent
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Assertion(byte[] id, byte[] authenticatorData, byte[] clientData, byte[] signature) {}

  /**
   * A credential that was used.
   *
   * @param counter the new signature counter
   * @param verified whether the authenticator verified the user
   * @param backupEligible whether the credential can be backed up
   * @param backedUp whether the credential is currently backed up
   */
  record Used(long counter, boolean verified, boolean backupEligible, boolean backedUp) {}

  /**
   * Verifies the use of a credential (section 7.2). The caller must check that the credential
   * belongs to the user, and that its counter has increased.
   *
   * @param challenge the challenge that was sent to the browser
   * @param verification whether the user must have been verified
   * @return the result; empty if any step fails
   */
  Optional<Used> use(Stored stored, Assertion assertion, byte[] challenge, boolean verification) {
    if (!isOurs(assertion.clientData())) {
      return Optional.empty();
    }
    try {
      AttestedCredentialData credential = credentials.convert(stored.data());
      CredentialRecordImpl credentialRecord =
          new CredentialRecordImpl(
              null,
              stored.verified(),
              stored.flagsKnown() ? stored.backupEligible() : null,
              stored.flagsKnown() ? stored.backedUp() : null,
              0, // the caller compares the counter while the row is locked
              credential,
              null,
              null,
              null,
              null);
      AuthenticationData data =
          manager.verify(
              new AuthenticationRequest(
                  assertion.id(),
                  assertion.authenticatorData(),
                  assertion.clientData(),
                  assertion.signature()),
              new AuthenticationParameters(
                  server(challenge),
                  credentialRecord,
                  List.of(assertion.id()),
                  verification,
                  true));
      AuthenticatorData<?> authenticator = data.getAuthenticatorData();
      if (authenticator == null) {
        return Optional.empty();
      }
      boolean sameKind =
          !stored.flagsKnown() || authenticator.isFlagBE() == stored.backupEligible();
      boolean soundState = authenticator.isFlagBE() || !authenticator.isFlagBS();
      return sameKind && soundState
          ? Optional.of(
              new Used(
                  authenticator.getSignCount(),
                  authenticator.isFlagUV(),
                  authenticator.isFlagBE(),
                  authenticator.isFlagBS()))
          : Optional.empty();
    } catch (RuntimeException e) { // the type depends on which part is malformed
      return Optional.empty();
    }
  }

  private ServerProperty server(byte[] challenge) {
    return ServerProperty.builder()
        .originPredicate(origin -> party.accepts(origin.toString()))
        .rpId(party.id())
        .challenge(new DefaultChallenge(challenge))
        .build();
  }
}
