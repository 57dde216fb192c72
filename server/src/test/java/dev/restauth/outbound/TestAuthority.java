package dev.restauth.outbound;

import dev.restauth.crypto.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.GeneralName;

/** A test's certificate authority, with the servers that it has certified. */
public final class TestAuthority {
  private final TestCertificate authority;
  private final Path file;
  private final Map<String, SSLContext> servers = new HashMap<>();

  private TestAuthority(TestCertificate authority, Path file) {
    this.authority = authority;
    this.file = file;
  }

  /** Creates an authority, and writes its certificate into a folder. */
  public static TestAuthority in(Path folder) throws GeneralSecurityException, IOException {
    TestCertificate authority = TestCertificate.authority("Test authority");
    Path file = folder.resolve("authority.pem");
    authority.writeCertificate(file);
    return new TestAuthority(authority, file);
  }

  /**
   * Certifies a server with its host names and addresses.
   *
   * @param alias the name for {@link #server}
   */
  public TestAuthority with(String alias, GeneralName... hosts)
      throws GeneralSecurityException, IOException {
    servers.put(alias, authority.issue(alias, hosts).serverContext());
    return this;
  }

  /** Certifies a server with a certificate that expired two days ago. */
  public TestAuthority withExpired(String alias, GeneralName... hosts)
      throws GeneralSecurityException, IOException {
    Instant end = Instant.now().minus(Duration.ofDays(2));
    Instant start = end.minus(TestCertificate.LIFE);
    servers.put(alias, authority.issue(alias, start, hosts).serverContext());
    return this;
  }

  /** Returns the PEM file with the authority's certificate. */
  public Path file() {
    return file;
  }

  /** Returns a TLS context with a server's certificate. */
  public SSLContext server(String alias) {
    return Objects.requireNonNull(servers.get(alias), alias);
  }
}
