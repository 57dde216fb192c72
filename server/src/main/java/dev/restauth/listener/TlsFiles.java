package dev.restauth.listener;

import dev.restauth.crypto.CertificateFiles;
import dev.restauth.crypto.TlsParameters;
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
              .protocols(TlsParameters.VERSIONS)
              .ciphers(TlsParameters.SUITES)
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
