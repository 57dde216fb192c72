package dev.restauth.listener;

import dev.restauth.crypto.CertificateFiles;
import dev.restauth.crypto.ServerKeys;
import dev.restauth.crypto.TlsParameters;
import dev.restauth.http.Tls;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/** Reads the certificate and key from the operator's files. Reads each file only once. */
final class TlsFiles {
  /** The ALPN name of HTTP/2 (RFC 9113 section 3.1). */
  static final String H2 = "h2";

  /** The maximum number of remembered sessions; needed only for clients without tickets. */
  private static final int SESSIONS = 4096;

  private TlsFiles() {}

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if a file is invalid; the message is one line that names the
   *     file
   */
  static ServerTls read(Tls tls) {
    return switch (tls) {
      case Tls.Pem(Path certificate, Path key) ->
          context(CertificateFiles.pem(certificate, key), certificate);
      case Tls.Pkcs12(Path keystore, Path passwordFile) ->
          context(CertificateFiles.pkcs12(keystore, passwordFile), keystore);
    };
  }

  private static ServerTls context(ServerKeys keys, Path file) {
    try {
      return new ServerTls(
          SslContextBuilder.forServer(keys.factory())
              .sslProvider(SslProvider.JDK)
              .protocols(TlsParameters.VERSIONS)
              .ciphers(TlsParameters.SUITES)
              .sessionCacheSize(SESSIONS)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      List.of(H2, "http/1.1")))
              .build(),
          keys.validUntil());
    } catch (SSLException e) {
      throw new IllegalArgumentException(file + " cannot be used for TLS", e);
    }
  }
}
