package dev.restauth.oauth.client;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import dev.restauth.token.ClientSignatures;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.List;

/** Public keys of clients, as a JWK set (RFC 7517 section 5). */
public final class PublicKeys {
  /** The maximum length of a set, in characters. */
  public static final int LENGTH_AT_MOST = 64 * 1024;

  private static final int KEYS_AT_MOST = 20;
  private static final int RSA_BITS_AT_LEAST = 2_048;
  private static final int RSA_BITS_AT_MOST = 8_192;
  private static final int EXPONENT_BITS_AT_MOST = 64;

  private PublicKeys() {}

  /**
   * Reads those keys of a set that can verify assertions, and ignores the others.
   *
   * @throws ParseException if the text is not a JWK set
   */
  public static List<JWK> read(String text) throws ParseException {
    if (text.length() > LENGTH_AT_MOST) {
      throw new ParseException("too long", 0);
    }
    return JWKSet.parse(text).getKeys().stream()
        .filter(PublicKeys::isSound)
        .filter(ClientSignatures::canVerify)
        .limit(KEYS_AT_MOST)
        .toList();
  }

  /** Checks a set before it is registered. */
  static void check(String member, JsonObject keys) {
    try {
      String text = JsonWriter.text(json -> keys.members().forEach(json::member));
      List<JWK> all = JWKSet.parse(text).getKeys();
      if (all.isEmpty() || all.size() > KEYS_AT_MOST || text.length() > LENGTH_AT_MOST) {
        throw new InvalidMetadata(member, "must have 1 to " + KEYS_AT_MOST + " keys");
      }
      if (all.stream().anyMatch(JWK::isPrivate)) {
        throw new InvalidMetadata(
            member, "has a private or a symmetric key, which nobody but the client may know");
      }
      if (!all.stream().allMatch(PublicKeys::isSound)) {
        throw new InvalidMetadata(
            member,
            "must have RSA keys of 2,048 bits or more with an odd exponent from 3 on, EC keys of P-256"
                + " or Ed25519 keys");
      }
      if (!all.stream().allMatch(key -> isForEncryption(key) || ClientSignatures.canVerify(key))) {
        throw new InvalidMetadata(
            member, "has a key whose alg is no algorithm for signatures with a key of its type");
      }
      if (all.stream().allMatch(PublicKeys::isForEncryption)) {
        throw new InvalidMetadata(member, "must have a key for signatures");
      }
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      throw new InvalidMetadata(member, "must be a JWK set: {\"keys\": […]}");
    }
  }

  /**
   * Returns whether a key is for encryption. A client may have encryption keys in the same set;
   * this server ignores them.
   */
  private static boolean isForEncryption(JWK key) {
    return KeyUse.ENCRYPTION.equals(key.getKeyUse());
  }

  private static boolean isSound(JWK key) {
    return switch (key) {
      case RSAKey rsa -> isSound(rsa);
      case ECKey ec -> ec.getCurve().equals(Curve.P_256);
      case OctetKeyPair pair ->
          pair.getCurve().equals(Curve.Ed25519)
              && ClientSignatures.isSoundEd25519(pair.getX().decode());
      default -> false;
    };
  }

  /**
   * Returns whether signatures with this key are secure, and verifying them is fast. With the
   * exponent 1, a signature is the message itself. An even exponent is not valid (RFC 8017 section
   * 3.1). A huge exponent makes verification slow.
   */
  private static boolean isSound(RSAKey key) {
    BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
    BigInteger modulus = key.getModulus().decodeToBigInteger();
    return modulus.bitLength() >= RSA_BITS_AT_LEAST
        && modulus.bitLength() <= RSA_BITS_AT_MOST
        && modulus.testBit(0)
        && exponent.testBit(0)
        && exponent.compareTo(BigInteger.ONE) > 0
        && exponent.bitLength() <= EXPONENT_BITS_AT_MOST;
  }
}
