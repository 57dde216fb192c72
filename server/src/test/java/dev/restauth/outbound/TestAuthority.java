package dev.restauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A test's certificate authority, with the keys of the servers that it has certified. */
public final class TestAuthority {
  private static final String PASSWORD = "changeit";

  private final Path store;
  private final Path file;

  private TestAuthority(Path folder) {
    this.store = folder.resolve("authority.p12");
    this.file = folder.resolve("authority.pem");
  }

  /** Creates an authority in a folder. */
  public static TestAuthority in(Path folder) throws Exception {
    TestAuthority made = new TestAuthority(folder);
    made.generate("ca", "-dname", "CN=Test authority", "-ext", "bc:c");
    byte[] certificate = made.keys().getCertificate("ca").getEncoded();
    Files.writeString(
        made.file,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n");
    return made;
  }

  /** Certifies a server, for example for {@code dns:client.example,ip:127.0.0.1}. */
  public TestAuthority with(String alias, String names, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-dname", "CN=" + alias, "-signer", "ca", "-ext", "san=" + names));
    arguments.addAll(List.of(more));
    generate(alias, arguments.toArray(String[]::new));
    return this;
  }

  /** Returns the PEM file with the authority's certificate. */
  public Path file() {
    return file;
  }

  /** Returns a TLS context with a server's certificate. */
  public SSLContext server(String alias) throws IOException, GeneralSecurityException {
    KeyStore all = keys();
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    char[] secret = PASSWORD.toCharArray();
    one.setKeyEntry("server", all.getKey(alias, secret), secret, all.getCertificateChain(alias));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(one, secret);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private void generate(String alias, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-keyalg", "EC"));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString(), "-alias", alias));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }
}
