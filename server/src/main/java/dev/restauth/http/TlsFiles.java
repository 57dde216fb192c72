package dev.restauth.http;

import dev.restauth.config.Tls;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.TlsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads certificate and key from the operator's files. */
final class TlsFiles {
  private TlsFiles() {}

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with one line that names the files, where they do not hold what
   *     they should
   */
  static TlsConfig read(Tls tls) {
    try {
      Keys keys =
          switch (tls) {
            case Tls.Pem(Path certificate, Path key) ->
                Keys.builder().pem(pem -> pem.certChain(file(certificate)).key(file(key))).build();
            case Tls.Pkcs12(Path keystore, Path passwordFile) ->
                Keys.builder()
                    .keystore(
                        store ->
                            store
                                .type("PKCS12")
                                .keystore(file(keystore))
                                .passphrase(password(passwordFile)))
                    .build();
          };
      return TlsConfig.builder().privateKey(keys).privateKeyCertChain(keys).buildPrototype();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "cannot read certificate and key from " + tls + ": " + e.getMessage(), e);
    }
  }

  private static Resource file(Path path) {
    return Resource.create(path);
  }

  private static String password(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
