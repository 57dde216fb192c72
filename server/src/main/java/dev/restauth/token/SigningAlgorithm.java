package dev.restauth.token;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Optional;

/** Algorithms of signing keys. */
@SuppressWarnings("ImmutableEnumChecker") // a JWSAlgorithm is immutable
public enum SigningAlgorithm {
  /** ECDSA with P-256 and SHA-256 (RFC 7518 section 3.4). */
  ES256(JWSAlgorithm.ES256, KeyKind.EC, 64),
  /** Ed25519 (RFC 8032) under its name in RFC 9864. */
  ED25519(JWSAlgorithm.Ed25519, KeyKind.ED25519, 64),
  /** Ed25519 under its less specific name in RFC 8037, for clients that support no other. */
  EDDSA(JWSAlgorithm.EdDSA, KeyKind.ED25519, 64),
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3). */
  RS256(JWSAlgorithm.RS256, KeyKind.RSA, 256),
  /** RSASSA-PSS with SHA-256 (RFC 7518 section 3.5), for ID tokens only. */
  PS256(JWSAlgorithm.PS256, KeyKind.RSA, 256),
  /** HMAC with SHA-256 (RFC 7518 section 3.2). Anyone who can verify a token can also sign one. */
  HS256(JWSAlgorithm.HS256, KeyKind.SECRET, 32);

  private final JWSAlgorithm jws;
  private final KeyKind kind;
  private final int signatureBytes;

  SigningAlgorithm(JWSAlgorithm jws, KeyKind kind, int signatureBytes) {
    this.jws = jws;
    this.kind = kind;
    this.signatureBytes = signatureBytes;
  }

  /** Finds an algorithm by the name that a token's header contains. */
  static Optional<SigningAlgorithm> of(String name) {
    return Arrays.stream(values()).filter(each -> each.jwsName().equals(name)).findFirst();
  }

  JWSAlgorithm jws() {
    return jws;
  }

  /** Returns the name that a token's header contains for this algorithm. */
  String jwsName() {
    return jws.getName();
  }

  KeyKind kind() {
    return kind;
  }

  /** Returns the length of a signature, in bytes. */
  int signatureBytes() {
    return signatureBytes;
  }

  /** Returns whether keys of this algorithm have a public part. */
  boolean hasPublicKeys() {
    return kind != KeyKind.SECRET;
  }
}
