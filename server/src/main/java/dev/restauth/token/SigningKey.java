package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.crypto.Unsealer;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key and the one algorithm it is used with: a token's header never chooses (RFC 8725 section 3.1).
 * Thread-safe.
 */
final class SigningKey {
  /** As long as a token may be valid by any setting, in seconds: what is revoked is kept for that time. */
  private static final long LONGEST_TOKEN_AT_MOST = Duration.ofHours(24).toSeconds();

  /** Members of public keys, in the order of their writing; those of private ones are not among them. */
  private static final List<String> PUBLIC_MEMBERS = List.of("kty", "crv", "x", "y", "n", "e");

  private final String kid;
  private final SigningAlgorithm algorithm;
  private final String publicJwk;
  private final JWSHeader header;
  private final JWSSigner signer;
  private final JWSVerifier verifier;

  private SigningKey(
      String kid,
      SigningAlgorithm algorithm,
      String publicJwk,
      JWSSigner signer,
      JWSVerifier verifier) {
    this.kid = kid;
    this.algorithm = algorithm;
    this.publicJwk = publicJwk;
    this.header = header(kid, algorithm);
    this.signer = signer;
    this.verifier = verifier;
  }

  static JWSHeader header(String kid, SigningAlgorithm algorithm) {
    return new JWSHeader.Builder(algorithm.jws()).type(TokenProfile.TYPE).keyID(kid).build();
  }

  String kid() {
    return kid;
  }

  JWSAlgorithm algorithm() {
    return algorithm.jws();
  }

  JWSHeader header() {
    return header;
  }

  JWSSigner signer() {
    return signer;
  }

  JWSVerifier verifier() {
    return verifier;
  }

  /** What everybody may see, as a JWK (RFC 7517); empty where whoever verifies could also sign. */
  Optional<String> publicJwk() {
    return algorithm.hasPublicKeys() ? Optional.of(publicJwk) : Optional.empty();
  }

  /** A key that is in no database yet. */
  static final class New {
    private final SigningAlgorithm algorithm;
    private final KeyKind.Parts parts;

    private New(SigningAlgorithm algorithm, KeyKind.Parts parts) {
      this.algorithm = algorithm;
      this.parts = parts;
    }

    /**
     * Its row.
     *
     * @param at when it is published
     * @param signsFrom from when on it signs
     * @param longestToken in seconds
     */
    SigningKeyRow row(Sealing sealing, Instant at, Instant signsFrom, long longestToken) {
      return new SigningKeyRow(
          parts.kid(),
          algorithm.jwsName(),
          jwk(parts.kid(), algorithm, parts.publicMembers()),
          sealing.seal(parts.privatePart(), identity(parts.kid())),
          at,
          signsFrom,
          longestToken);
    }

    /** The id alone. */
    @Override
    public String toString() {
      return "New[" + parts.kid() + "]";
    }
  }

  /** Makes a key. RSA takes up to a second. */
  static New generate(SigningAlgorithm algorithm) {
    try {
      return new New(algorithm, algorithm.kind().generate());
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException("making a signing key failed", e);
    }
  }

  /**
   * Opens a row with the master key, and sees to it that its public part is the one that it was made with.
   * Only the private part is sealed, so whoever can write to the database can put another public one beside
   * it, whose tokens would be taken for ours. The seal binds the private part to the id, and the id is the
   * thumbprint of the public one.
   *
   * @throws StoreRefusedException if it is not a key as we made it; one line that names it
   */
  static SigningKey open(SigningKeyRow row, Unsealer opener) {
    SigningAlgorithm algorithm =
        SigningAlgorithm.of(row.algorithm())
            .orElseThrow(
                () -> cannotBeOpened(row, row.algorithm() + " is no algorithm that is known here"));
    if (row.longestToken() != longestToken(row)) {
      throw cannotBeOpened(
          row,
          "its tokens would be valid for %d s, and none is for more than %d s"
              .formatted(row.longestToken(), LONGEST_TOKEN_AT_MOST));
    }
    try {
      byte[] privatePart = opener.open(row.sealedPrivateKey(), identity(row.kid()));
      Optional<JWK> publicPart = algorithm.kind().publicPart(row.publicJwk());
      if (publicPart.isPresent()
          && !publicPart.get().computeThumbprint().toString().equals(row.kid())) {
        throw swapped(row.kid());
      }
      return new SigningKey(
          row.kid(),
          algorithm,
          jwk(row.kid(), algorithm, publicPart.map(SigningKey::members).orElseGet(Map::of)),
          algorithm.kind().signer(algorithm.jws(), privatePart),
          algorithm.kind().verifier(algorithm.jws(), row.publicJwk(), privatePart));
    } catch (UnsealFailedException e) {
      throw cannotBeOpened(row, String.valueOf(e.getMessage()));
    } catch (GeneralSecurityException | JOSEException | ParseException e) {
      // Without the cause: its message may quote a part of the key.
      throw cannotBeOpened(row, "it is no key for " + row.algorithm());
    }
  }

  /**
   * How long a token of a key may be valid, in seconds. What nobody could have set, and somebody has put
   * into the row of a key that is known already, does not count: what is revoked would end at a time that
   * cannot be kept.
   */
  static long longestToken(SigningKeyRow row) {
    return Math.clamp(row.longestToken(), 0, LONGEST_TOKEN_AT_MOST);
  }

  private static StoreRefusedException cannotBeOpened(SigningKeyRow row, String why) {
    return new StoreRefusedException(
        ("the signing key %s cannot be opened: %s; if it is none of yours, somebody has changed the"
                + " database: find out who, and withdraw the key: restauth key revoke -- %s")
            .formatted(row.kid(), why.replaceFirst("\\.$", ""), row.kid()));
  }

  private static StoreRefusedException swapped(String kid) {
    return new StoreRefusedException(
        ("the public part of the signing key %s belongs to another key: somebody has changed the"
                + " database and could make tokens of any account; find out who, and withdraw the key:"
                + " restauth key revoke -- %s")
            .formatted(kid, kid));
  }

  /** Those that the thumbprint is made of, and no others. */
  private static Map<String, ?> members(JWK publicPart) {
    return publicPart.getRequiredParams();
  }

  private static String jwk(String kid, SigningAlgorithm algorithm, Map<String, ?> members) {
    Map<String, Object> jwk = new LinkedHashMap<>();
    for (String name : PUBLIC_MEMBERS) {
      if (members.containsKey(name)) {
        jwk.put(name, members.get(name));
      }
    }
    jwk.put("use", "sig");
    jwk.put("alg", algorithm.jwsName());
    jwk.put("kid", kid);
    return JSONObjectUtils.toJSONString(jwk);
  }

  /**
   * Tries whether the public part verifies what the private one signs, which follows from {@link #open}
   * and would add 60 ms to a start.
   *
   * @throws StoreRefusedException if it does not
   */
  void tryOut() {
    try {
      byte[] anything = new RandomIds().next().getBytes(StandardCharsets.US_ASCII);
      if (!verifier.verify(header, anything, signer.sign(header, anything))) {
        throw swapped(kid);
      }
    } catch (JOSEException e) {
      throw swapped(kid);
    }
  }

  static String identity(String kid) {
    return "signing_key/" + kid;
  }

  /** The id alone. */
  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
