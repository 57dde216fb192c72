package dev.restauth.token;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Optional;

/** What a signing key is used with. */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes a JWSAlgorithm
public enum SigningAlgorithm {
  /** ECDSA with P-256 and SHA-256 (RFC 7518 section 3.4). */
  ES256(JWSAlgorithm.ES256, KeyKind.EC, 64),
  /** Ed25519 (RFC 8032) by the name of RFC 9864. */
  ED25519(JWSAlgorithm.Ed25519, KeyKind.ED25519, 64),
  /** The same by the name of RFC 8037, which says less, for clients that know no other. */
  EDDSA(JWSAlgorithm.EdDSA, KeyKind.ED25519, 64),
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3). */
  RS256(JWSAlgorithm.RS256, KeyKind.RSA, 256),
  /** HMAC with SHA-256 (RFC 7518 section 3.2): whoever can verify can also sign. */
  HS256(JWSAlgorithm.HS256, KeyKind.SECRET, 32);

  private final JWSAlgorithm jws;
  private final KeyKind kind;
  private final int signatureBytes;

  SigningAlgorithm(JWSAlgorithm jws, KeyKind kind, int signatureBytes) {
    this.jws = jws;
    this.kind = kind;
    this.signatureBytes = signatureBytes;
  }

  /** By its name in a token's header. */
  static Optional<SigningAlgorithm> of(String name) {
    return Arrays.stream(values()).filter(each -> each.jwsName().equals(name)).findFirst();
  }

  JWSAlgorithm jws() {
    return jws;
  }

  /** Its name in a token's header. */
  String jwsName() {
    return jws.getName();
  }

  KeyKind kind() {
    return kind;
  }

  /** Length of a signature, in bytes. */
  int signatureBytes() {
    return signatureBytes;
  }

  /** Whether a part of its keys may be shown to everybody. */
  boolean hasPublicKeys() {
    return kind != KeyKind.SECRET;
  }
}
