import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.util.Arrays;

/**
 * Writes certificates of authorities to a trust store without a password. The output has the same
 * bytes each time.
 */
final class TrustStore {
  private TrustStore() {}

  /**
   * Runs as {@code java launcher/TrustStore.java STORE CERTIFICATE...}.
   *
   * @param arguments the file to write, and files with one certificate each
   */
  public static void main(String[] arguments) throws Exception {
    // As in the JDK's trust store, nothing is protected: certificates are not secret, and random
    // salts would change the output.
    Security.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
    Security.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
    CertificateFactory parser = CertificateFactory.getInstance("X.509");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (String file : Arrays.asList(arguments).subList(1, arguments.length)) {
      try (InputStream in = Files.newInputStream(Path.of(file))) {
        store.setCertificateEntry(
            Path.of(file).getFileName().toString(), parser.generateCertificate(in));
      }
    }
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[0]))) {
      store.store(out, null);
    }
  }
}
