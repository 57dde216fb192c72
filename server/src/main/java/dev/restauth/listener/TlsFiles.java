package dev.restauth.listener;

import dev.restauth.crypto.CertificateFiles;
import dev.restauth.http.Tls;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;

/** Reads the certificate and key from the operator's files. */
final class TlsFiles {
  /** The ALPN name of HTTP/2 (RFC 9113 section 3.1). */
  static final String H2 = "h2";

  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** The suites of TLS 1.3, and the suites of TLS 1.2 that RFC 9325 section 4.2 recommends. */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  private TlsFiles() {}

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if a file is invalid; the message is one line that names the file
   */
  static ServerTls read(Tls tls) {
    return switch (tls) {
      case Tls.Pem(Path certificate, Path key) -> {
        CertificateFiles.checkPem(certificate, key);
        yield context(
            SslContextBuilder.forServer(certificate.toFile(), key.toFile()),
            CertificateFiles.validUntil(certificate),
            certificate);
      }
      case Tls.Pkcs12(Path keystore, Path passwordFile) -> {
        String password = password(passwordFile);
        yield context(
            SslContextBuilder.forServer(CertificateFiles.keys(keystore, password)),
            CertificateFiles.validUntil(keystore, password),
            keystore);
      }
    };
  }

  private static ServerTls context(SslContextBuilder builder, Instant validUntil, Path file) {
    try {
      return new ServerTls(
          builder
              .sslProvider(SslProvider.JDK)
              .protocols(VERSIONS)
              .ciphers(SUITES)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      List.of(H2, "http/1.1")))
              .build(),
          validUntil);
    } catch (SSLException e) {
      throw new IllegalArgumentException(file + " cannot be used for TLS", e);
    }
  }

  private static String password(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the password in " + file, e);
    }
  }
}
