package dev.restauth.ha;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority and a server certificate, created as in docs/clustering.md. */
final class Certificates {
  private static final Duration CONNECTING = Duration.ofSeconds(2);

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  /**
   * Creates {@code ca.crt}, {@code server.crt}, {@code server.key} and {@code accounts.pem}. The
   * last file contains the server's certificate and key.
   */
  static Certificates in(Path folder) throws IOException {
    Files.createDirectories(folder);
    openssl(
        folder,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test"
            + " -keyout ca.key -out ca.crt");
    openssl(
        folder,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=db"
            + " -CA ca.crt -CAkey ca.key -addext subjectAltName=IP:127.0.0.1"
            + " -addext basicConstraints=critical,CA:FALSE -keyout server.key -out server.crt");
    Path both = folder.resolve("accounts.pem");
    Files.copy(folder.resolve("server.crt"), both);
    Files.writeString(
        both, Files.readString(folder.resolve("server.key")), StandardOpenOption.APPEND);
    return new Certificates(folder);
  }

  private static void openssl(Path folder, String arguments) {
    Program.run(folder, "openssl", List.of(("openssl " + arguments).split(" ", -1)));
  }

  /** Returns an HTTP client that trusts only this authority. */
  HttpClient client() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(folder.resolve("ca.crt"))) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).connectTimeout(CONNECTING).build();
  }
}
