package dev.restauth.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks an operator's certificate and key before a listener uses them. If the key did not belong
 * to the certificate, the TLS handshakes of all clients would fail.
 *
 * <p>If a file cannot be used, all methods throw IllegalArgumentException. The message is one line
 * that names the file and contains no secret.
 */
public final class CertificateFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final String ENTRY = "server";

  /** The password of key stores that exist only in memory. */
  private static final char[] NO_PASSWORD = {};

  /**
   * Maximum size of a file, in bytes. A file with all authorities that browsers trust has a quarter
   * of this size.
   */
  private static final int BYTES_AT_MOST = 1 << 20;

  private CertificateFiles() {}

  /**
   * Reads two PEM files.
   *
   * @param certificate the certificate chain, the server's certificate first
   * @param key the private key, unencrypted PKCS#8 (RFC 5958)
   */
  public static ServerKeys pem(Path certificate, Path key) {
    Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
    PrivateKey privateKey = privateKey(key, certificate, chain[0].getPublicKey());
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(ENTRY, privateKey, NO_PASSWORD, chain);
      return new ServerKeys(keys(store, NO_PASSWORD), validUntil(chain[0]));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(certificate + " and " + key + " cannot be used", e);
    }
  }

  private static PrivateKey privateKey(Path key, Path certificate, PublicKey publicKey) {
    Matcher pem = KEY.matcher(new String(read(key), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw new IllegalArgumentException(
          key + " holds no unencrypted PKCS#8 key (BEGIN PRIVATE KEY)");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      PrivateKey privateKey =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      if (match(privateKey, publicKey)) {
        return privateKey;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The algorithm of the key differs from that of the certificate, or the key is damaged.
    }
    throw new IllegalArgumentException(
        "the key in " + key + " does not belong to the first certificate in " + certificate);
  }

  /**
   * Reads the only private key of a PKCS#12 file (RFC 7292) and the certificates of that key.
   * Ignores all other entries of the file.
   *
   * @param passwordFile a file whose first line is the password of the PKCS#12 file and of its key
   */
  public static ServerKeys pkcs12(Path keystore, Path passwordFile) {
    char[] secret =
        new String(read(passwordFile), StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("")
            .toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(read(keystore)), secret);
      List<String> aliases =
          Collections.list(store.aliases()).stream().filter(each -> isKey(store, each)).toList();
      if (aliases.size() != 1) {
        throw new IllegalArgumentException(
            keystore + " must hold exactly one private key with its certificates");
      }
      return keys(store, aliases.getFirst(), secret);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          keystore + " is not a PKCS#12 file, is damaged, or has another password", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          keystore + " is protected with an unsupported algorithm", e);
    }
  }

  private static Instant validUntil(Certificate certificate) {
    return certificate instanceof X509Certificate x509
        ? x509.getNotAfter().toInstant()
        : Instant.MAX;
  }

  /**
   * Returns a factory for connections that trusts only the certificates of these authorities.
   *
   * @param authorities a PEM file with one or more certificates
   */
  public static SSLSocketFactory trusting(Path authorities) {
    try {
      KeyStore store = emptyStore();
      add(certificates(authorities), store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store).getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make a TLS context", e);
    }
  }

  /**
   * Returns trust managers that trust these authorities, and the authorities that Java trusts.
   *
   * @param more a PEM file with one or more certificates
   */
  public static TrustManagerFactory trustingAlso(Path more) {
    try {
      KeyStore store = emptyStore();
      add(certificates(more), store);
      for (TrustManager each : trustingDefault().getTrustManagers()) {
        if (each instanceof X509TrustManager manager) {
          add(List.of(manager.getAcceptedIssuers()), store);
        }
      }
      return managers(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make a key store", e);
    }
  }

  /** Returns trust managers that trust the authorities that Java trusts. */
  public static TrustManagerFactory trustingDefault() {
    try {
      return managers(null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's own authorities cannot be read", e);
    }
  }

  /** Checks that the file contains one or more PEM certificates. */
  public static void checkAuthorities(Path file) {
    var _ = certificates(file);
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static void add(Collection<? extends Certificate> authorities, KeyStore to)
      throws KeyStoreException {
    for (Certificate each : authorities) {
      to.setCertificateEntry("authority-" + to.size(), each);
    }
  }

  /**
   * Creates trust managers for the certificates in the store; without a store, for the certificates
   * of the JDK.
   */
  private static TrustManagerFactory managers(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }

  private static ServerKeys keys(KeyStore from, String alias, char[] secret)
      throws IOException, GeneralSecurityException {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, secret);
    one.setKeyEntry(ENTRY, from.getKey(alias, secret), secret, from.getCertificateChain(alias));
    return new ServerKeys(keys(one, secret), validUntil(from.getCertificate(alias)));
  }

  private static KeyManagerFactory keys(KeyStore one, char[] secret)
      throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(one, secret);
    return keys;
  }

  private static boolean isKey(KeyStore store, String alias) {
    try {
      return store.isKeyEntry(alias);
    } catch (KeyStoreException e) {
      throw new IllegalStateException(e); // cannot happen: the key store is loaded
    }
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file)));
      if (!all.isEmpty()) {
        return all;
      }
    } catch (CertificateException e) {
      throw unreadable(file, e);
    }
    throw unreadable(file, new CertificateException("the file is empty"));
  }

  private static IllegalArgumentException unreadable(Path file, Exception cause) {
    return new IllegalArgumentException(file + " holds no readable PEM certificate", cause);
  }

  private static boolean match(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] message = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(privateKey);
    signing.update(message);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(publicKey);
    verifying.update(message);
    return verifying.verify(signing.sign());
  }

  /**
   * Reads a file that is not too large. Refuses pipes and devices, because they may never end or
   * may block forever.
   */
  private static byte[] read(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is not a regular file");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(BYTES_AT_MOST + 1);
      if (bytes.length > BYTES_AT_MOST) {
        throw new IllegalArgumentException(file + " is larger than 1 MB");
      }
      return bytes;
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file, e);
    }
  }
}
