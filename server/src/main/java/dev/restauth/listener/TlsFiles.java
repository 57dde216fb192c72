package dev.restauth.listener;

import dev.restauth.crypto.CertificateFiles;
import dev.restauth.http.Tls;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads certificate and key from the operator's files. */
final class TlsFiles {
  private TlsFiles() {}

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with one line that names the file at fault, where they do not
   *     hold what they should
   */
  static TlsConfig read(Tls tls) {
    Keys keys =
        switch (tls) {
          case Tls.Pem(Path certificate, Path key) -> pem(certificate, key);
          case Tls.Pkcs12(Path keystore, Path passwordFile) ->
              pkcs12(keystore, password(passwordFile));
        };
    return TlsConfig.builder()
        .privateKey(keys)
        .privateKeyCertChain(keys)
        .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
        .buildPrototype();
  }

  private static Keys pem(Path certificate, Path key) {
    CertificateFiles.checkPem(certificate, key);
    return Keys.builder()
        .pem(pem -> pem.certChain(Resource.create(certificate)).key(Resource.create(key)))
        .build();
  }

  private static Keys pkcs12(Path keystore, String password) {
    String alias = CertificateFiles.keyAlias(keystore, password);
    return Keys.builder()
        .keystore(
            store ->
                store
                    .type("PKCS12")
                    .keystore(Resource.create(keystore))
                    .passphrase(password)
                    .keyAlias(alias)
                    .certChainAlias(alias))
        .build();
  }

  private static String password(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the password in " + file, e);
    }
  }
}
