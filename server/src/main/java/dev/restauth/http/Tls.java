package dev.restauth.http;

import java.nio.file.Path;

/**
 * The files with the server's certificate and key. The paths are absolute. The configuration loader
 * has checked that the files are readable.
 */
public sealed interface Tls {
  /**
   * Two PEM files.
   *
   * @param certificate the chain, the server's own certificate first
   * @param key an unencrypted PKCS#8 private key
   */
  record Pem(Path certificate, Path key) implements Tls {}

  /**
   * One PKCS#12 file.
   *
   * @param keystore the file with key and chain
   * @param passwordFile a file whose first line is the password
   */
  record Pkcs12(Path keystore, Path passwordFile) implements Tls {}
}
