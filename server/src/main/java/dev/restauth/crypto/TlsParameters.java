package dev.restauth.crypto;

import java.util.List;

/** The TLS versions and cipher suites for incoming and outgoing connections. */
public final class TlsParameters {
  /** The TLS versions. */
  public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** The cipher suites of TLS 1.3, and those of TLS 1.2 that RFC 9325 section 4.2 recommends. */
  public static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  /**
   * The groups for the key exchange of incoming connections. Java supports others, too, which take
   * up to 40 times as long and let clients waste the server's time.
   */
  public static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1");

  private TlsParameters() {}
}
