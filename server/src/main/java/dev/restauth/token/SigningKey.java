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
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A signing key, which is used with only one algorithm. A token's header never chooses the
 * algorithm (RFC 8725 section 3.1). Thread-safe.
 */
final class SigningKey {
  /** The members of public keys, in the order of output. Private members are not among them. */
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

  /** Returns the public key as a JWK (RFC 7517); empty if the key is symmetric. */
  Optional<String> publicJwk() {
    return algorithm.hasPublicKeys() ? Optional.of(publicJwk) : Optional.empty();
  }

  /** A key that is not in the database yet. */
  static final class New {
    private final SigningAlgorithm algorithm;
    private final KeyKind.Parts parts;

    private New(SigningAlgorithm algorithm, KeyKind.Parts parts) {
      this.algorithm = algorithm;
      this.parts = parts;
    }

    /**
     * Returns the row to store.
     *
     * @param at the time at which the key is published
     * @param signsFrom the time from which the key signs
     * @param longestToken the longest validity of the key's tokens, in seconds
     */
    SigningKeyRow row(Sealing sealing, Instant at, Instant signsFrom, long longestToken) {
      return row(KeyUse.ACCESS_TOKENS, sealing, at, signsFrom, longestToken);
    }

    /** Returns the row to store for a key of the given use. */
    SigningKeyRow row(
        KeyUse use, Sealing sealing, Instant at, Instant signsFrom, long longestToken) {
      return new SigningKeyRow(
          parts.kid(),
          algorithm.jwsName(),
          jwk(parts.kid(), algorithm, parts.publicMembers()),
          sealing.seal(parts.privatePart(), use.identity(parts.kid())),
          at,
          signsFrom,
          longestToken);
    }

    /** Returns a text that contains only the key id. */
    @Override
    public String toString() {
      return "New[" + parts.kid() + "]";
    }
  }

  /** Generates a key. An RSA key takes up to a second. */
  static New generate(SigningAlgorithm algorithm) {
    try {
      return new New(algorithm, algorithm.kind().generate());
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException("making a signing key failed", e);
    }
  }

  /**
   * Decrypts a row, and checks that its public part was not replaced. Only the private part is
   * encrypted. Without this check, anyone with write access to the database could replace the
   * public part. The server would then accept tokens signed with the attacker's key. The encryption
   * binds the private part to the key id, and the key id is the thumbprint of the public part.
   *
   * @throws StoreRefusedException if the row differs from the one that this program stored; the
   *     message is one line that names the key
   */
  static SigningKey open(SigningKeyRow row, Unsealer unsealer) {
    return open(KeyUse.ACCESS_TOKENS, row, unsealer);
  }

  /** Decrypts and checks the row of a key of the given use. */
  static SigningKey open(KeyUse use, SigningKeyRow row, Unsealer unsealer) {
    SigningAlgorithm algorithm =
        SigningAlgorithm.of(row.algorithm())
            .orElseThrow(
                () -> cannotBeOpened(row, row.algorithm() + " is not a supported algorithm"));
    if (row.longestToken() != use.longestToken(row)) {
      throw cannotBeOpened(
          row,
          "its tokens would be valid for %d s, but the maximum is %d s"
              .formatted(row.longestToken(), use.longest().toSeconds()));
    }
    try {
      byte[] privatePart = unsealer.open(row.sealedPrivateKey(), use.identity(row.kid()));
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
      // The cause is omitted, because its message may quote a part of the key.
      throw cannotBeOpened(row, "it is not a key for " + row.algorithm());
    }
  }

  private static StoreRefusedException cannotBeOpened(SigningKeyRow row, String why) {
    return new StoreRefusedException(
        ("the signing key %s cannot be opened: %s; if it is not yours, the database has been"
                + " tampered with: find out by whom, and revoke the key: restauth key revoke -- %s")
            .formatted(row.kid(), why.replaceFirst("\\.$", ""), row.kid()));
  }

  private static StoreRefusedException swapped(String kid) {
    return new StoreRefusedException(
        ("the public part of the signing key %s belongs to another key: the database has been"
                + " tampered with, and the attacker could make tokens for any account; find out who"
                + " it was, and revoke the key: restauth key revoke -- %s")
            .formatted(kid, kid));
  }

  /** Returns only those members of a public key from which the thumbprint is computed. */
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
   * Checks that the public part verifies signatures made with the private part. {@link #open} does
   * not call this method: its own check suffices, and the call would add 60 ms to a start.
   *
   * @throws StoreRefusedException if the two parts do not belong together
   */
  void verifyPair() {
    try {
      byte[] message = new RandomIds().next().getBytes(StandardCharsets.US_ASCII);
      if (!verifier.verify(header, message, signer.sign(header, message))) {
        throw swapped(kid);
      }
    } catch (JOSEException e) {
      throw swapped(kid);
    }
  }

  /** Returns a text that contains only the key id. */
  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
