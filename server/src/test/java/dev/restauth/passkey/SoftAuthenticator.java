package dev.restauth.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator in software, together with the browser in front of it. It answers options with
 * the JSON of {@code PublicKeyCredential.toJSON()}. Tests can replace each value of the response.
 */
public final class SoftAuthenticator {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int PRESENT = 0x01;
  private static final int VERIFIED = 0x04;
  private static final int ELIGIBLE = 0x08;
  private static final int BACKED_UP = 0x10;
  private static final int ATTESTED = 0x40;

  /** COSE algorithms. */
  public enum Algorithm {
    ES256(-7, "SHA256withECDSA"),
    EDDSA(-8, "Ed25519"),
    RS256(-257, "SHA256withRSA"),
    ES384(-35, "SHA384withECDSA");

    final int id;
    final String signature;

    Algorithm(int id, String signature) {
      this.id = id;
      this.signature = signature;
    }
  }

  private final Algorithm algorithm;
  private final KeyPair keys;
  private byte[] credentialId = random(16);
  private byte[] userHandle = {};

  public String origin = "http://localhost:5000";
  public String rpId = "localhost";
  public String type = "";
  public boolean present = true;
  public boolean verified = true;
  public boolean eligible = true;
  public boolean backedUp = true;
  public long counter = 0;
  public long step = 0;
  public @Nullable String challenge;
  public @Nullable String crossOrigin;
  public @Nullable String topOrigin;
  public @Nullable String kind = "public-key";
  public boolean forged = false;
  public boolean anonymous = false;

  public SoftAuthenticator() {
    this(Algorithm.ES256);
  }

  public SoftAuthenticator(Algorithm algorithm) {
    this.algorithm = algorithm;
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case ES256, ES384 -> "EC";
                case EDDSA -> "Ed25519";
                case RS256 -> "RSA";
              });
      if (algorithm == Algorithm.RS256) {
        generator.initialize(2_048);
      } else if (algorithm != Algorithm.EDDSA) {
        generator.initialize(
            new ECGenParameterSpec(algorithm == Algorithm.ES256 ? "secp256r1" : "secp384r1"));
      }
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns an authenticator for pages of a server with the given host name. */
  public static SoftAuthenticator at(String host) {
    SoftAuthenticator authenticator = new SoftAuthenticator();
    authenticator.rpId = host;
    authenticator.origin = "https://" + host;
    return authenticator;
  }

  /**
   * Returns an authenticator whose key cannot leave the device. The authenticator counts its
   * signatures.
   */
  public static SoftAuthenticator onDevice() {
    SoftAuthenticator authenticator = new SoftAuthenticator();
    authenticator.eligible = false;
    authenticator.backedUp = false;
    authenticator.counter = 7;
    authenticator.step = 1;
    return authenticator;
  }

  /** Adopts the id of another authenticator's credential. */
  public void pretend(SoftAuthenticator other) {
    credentialId = other.credentialId.clone();
    userHandle = other.userHandle.clone();
  }

  public void userHandle(byte[] handle) {
    userHandle = handle.clone();
  }

  public byte[] userHandle() {
    return userHandle.clone();
  }

  public byte[] credentialId() {
    return credentialId.clone();
  }

  public void credentialId(byte[] id) {
    credentialId = id.clone();
  }

  /** Returns the public key in COSE form. */
  public byte[] publicKey() {
    return coseKey();
  }

  /** Returns an authenticator with a given key pair, such as one that an attacker knows. */
  static SoftAuthenticator with(KeyPair keys) {
    return new SoftAuthenticator(Algorithm.ES256, keys);
  }

  private SoftAuthenticator(Algorithm algorithm, KeyPair keys) {
    this.algorithm = algorithm;
    this.keys = keys;
  }

  /** Answers creation options. */
  public ObjectNode create(JsonNode publicKey) {
    userHandle = Base64.getUrlDecoder().decode(publicKey.at("/user/id").asText());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xa3);
    text(out, "fmt");
    text(out, "none");
    text(out, "attStmt");
    out.write(0xa0);
    text(out, "authData");
    bytes(out, authenticatorData(true));
    ObjectNode credential = credential();
    ObjectNode response = credential.putObject("response");
    response.put("clientDataJSON", base64(clientData("webauthn.create", publicKey)));
    response.put("attestationObject", base64(out.toByteArray()));
    response.putArray("transports").add("internal").add("hybrid");
    return credential;
  }

  /** Answers request options. */
  public ObjectNode get(JsonNode publicKey) {
    counter += step;
    byte[] data = authenticatorData(false);
    byte[] client = clientData("webauthn.get", publicKey);
    ObjectNode credential = credential();
    ObjectNode response = credential.putObject("response");
    response.put("clientDataJSON", base64(client));
    response.put("authenticatorData", base64(data));
    response.put("signature", base64(sign(concat(data, sha256(client)))));
    if (!anonymous) {
      response.put("userHandle", base64(userHandle));
    }
    return credential;
  }

  private ObjectNode credential() {
    ObjectNode credential = new ObjectMapper().createObjectNode();
    credential.put("id", base64(credentialId)).put("rawId", base64(credentialId));
    if (kind != null) {
      credential.put("type", kind);
    }
    credential.put("authenticatorAttachment", "platform").putObject("clientExtensionResults");
    return credential;
  }

  private byte[] clientData(String usualType, JsonNode publicKey) {
    ObjectNode data = new ObjectMapper().createObjectNode();
    data.put("type", type.isEmpty() ? usualType : type);
    data.put("challenge", challenge == null ? publicKey.get("challenge").asText() : challenge);
    data.put("origin", origin);
    data.put("crossOrigin", crossOrigin != null);
    if (topOrigin != null) {
      data.put("topOrigin", topOrigin);
    }
    return data.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] authenticatorData(boolean attested) {
    int flags =
        (present ? PRESENT : 0)
            | (verified ? VERIFIED : 0)
            | (eligible ? ELIGIBLE : 0)
            | (backedUp ? BACKED_UP : 0)
            | (attested ? ATTESTED : 0);
    ByteBuffer head = ByteBuffer.allocate(37);
    head.put(sha256(rpId.getBytes(StandardCharsets.UTF_8))).put((byte) flags).putInt((int) counter);
    if (!attested) {
      return head.array();
    }
    ByteBuffer length = ByteBuffer.allocate(18);
    length.position(16);
    length.putShort((short) credentialId.length);
    return concat(head.array(), length.array(), credentialId, coseKey());
  }

  private byte[] coseKey() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (keys.getPublic()) {
      case ECPublicKey ec -> {
        int size = algorithm == Algorithm.ES256 ? 32 : 48;
        out.write(0xa5);
        number(out, 1);
        number(out, 2);
        number(out, 3);
        number(out, algorithm.id);
        number(out, -1);
        number(out, algorithm == Algorithm.ES256 ? 1 : 2);
        number(out, -2);
        bytes(out, unsigned(ec.getW().getAffineX(), size));
        number(out, -3);
        bytes(out, unsigned(ec.getW().getAffineY(), size));
      }
      case EdECPublicKey ed -> {
        byte[] encoded = ed.getEncoded(); // the last 32 bytes are the key (RFC 8410, section 4)
        out.write(0xa4);
        number(out, 1);
        number(out, 1);
        number(out, 3);
        number(out, algorithm.id);
        number(out, -1);
        number(out, 6);
        number(out, -2);
        bytes(out, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
      }
      case RSAPublicKey rsa -> {
        out.write(0xa4);
        number(out, 1);
        number(out, 3);
        number(out, 3);
        number(out, algorithm.id);
        number(out, -1);
        bytes(out, unsigned(rsa.getModulus(), 256));
        number(out, -2);
        bytes(out, HexFormat.of().parseHex("010001"));
      }
      default -> throw new IllegalStateException();
    }
    return out.toByteArray();
  }

  private static byte[] unsigned(BigInteger number, int size) {
    byte[] bytes = number.toByteArray();
    byte[] result = new byte[size];
    int length = Math.min(bytes.length, size);
    System.arraycopy(bytes, bytes.length - length, result, size - length, length);
    return result;
  }

  private byte[] sign(byte[] data) {
    try {
      Signature signature = Signature.getInstance(algorithm.signature);
      signature.initSign(keys.getPrivate());
      signature.update(data);
      if (forged) {
        signature.update((byte) 0);
      }
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void number(ByteArrayOutputStream out, int value) {
    head(out, value < 0 ? 0x20 : 0, value < 0 ? -1 - value : value);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    head(out, 0x60, text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
    head(out, 0x40, bytes.length);
    out.writeBytes(bytes);
  }

  /** Writes the head of a data item (RFC 8949, section 3). */
  private static void head(ByteArrayOutputStream out, int major, int value) {
    if (value < 24) {
      out.write(major | value);
    } else if (value < 256) {
      out.write(major | 24);
      out.write(value);
    } else {
      out.write(major | 25);
      out.write(value >> 8);
      out.write(value);
    }
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  public static String base64(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }
}
