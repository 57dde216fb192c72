package dev.restauth.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A new EC key with a certificate. Creating it takes a few milliseconds. A process of keytool would
 * take a second of processor time.
 *
 * @param chain the certificate, followed by the certificate of the authority that signed it
 */
public record TestCertificate(PrivateKey key, List<X509Certificate> chain) {
  private static final int BITS = 256;

  /** The time for which a certificate is valid. */
  public static final Duration LIFE = Duration.ofDays(90);

  /** A certificate before it is signed. */
  private record Draft(String name, List<GeneralName> hosts, boolean authority, Instant from) {}

  /** Creates a certificate that only clients with a copy of it trust. */
  public static TestCertificate selfSigned(String name, GeneralName... hosts)
      throws GeneralSecurityException, IOException {
    return selfSigned(new Draft(name, List.of(hosts), false, Instant.now()));
  }

  /** Creates an authority, which can issue certificates. */
  public static TestCertificate authority(String name)
      throws GeneralSecurityException, IOException {
    return selfSigned(new Draft(name, List.of(), true, Instant.now()));
  }

  private static TestCertificate selfSigned(Draft draft)
      throws GeneralSecurityException, IOException {
    KeyPair pair = newPair();
    X509Certificate own =
        sign(draft, pair.getPublic(), new X500Name("CN=" + draft.name), pair.getPrivate());
    return new TestCertificate(pair.getPrivate(), List.of(own));
  }

  /** Issues a certificate that is valid for 90 days. */
  public TestCertificate issue(String name, GeneralName... hosts)
      throws GeneralSecurityException, IOException {
    return issue(name, Instant.now(), hosts);
  }

  /** Issues a certificate that is valid for 90 days from a point in time. */
  public TestCertificate issue(String name, Instant from, GeneralName... hosts)
      throws GeneralSecurityException, IOException {
    KeyPair pair = newPair();
    X500Name issuer = X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
    Draft draft = new Draft(name, List.of(hosts), false, from);
    List<X509Certificate> longer = new ArrayList<>(chain);
    longer.addFirst(sign(draft, pair.getPublic(), issuer, key));
    return new TestCertificate(pair.getPrivate(), List.copyOf(longer));
  }

  /** Returns the DNS name of a server. */
  public static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  /** Returns the IP address of a server. */
  public static GeneralName ip(String address) {
    return new GeneralName(GeneralName.iPAddress, address);
  }

  /** Returns a new key on the curve that takes the JDK the least time. */
  public static KeyPair newPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(BITS);
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      Draft draft, PublicKey subject, X500Name issuer, PrivateKey issuersKey)
      throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    TBSCertificate content = content(draft, subject, issuer, algorithm);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(issuersKey);
    signature.update(content.getEncoded());
    DERSequence signed =
        new DERSequence(
            new ASN1Encodable[] {content, algorithm, new DERBitString(signature.sign())});
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(signed.getEncoded()));
  }

  private static TBSCertificate content(
      Draft draft, PublicKey subject, X500Name issuer, AlgorithmIdentifier algorithm)
      throws IOException {
    V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
    content.setSerialNumber(new ASN1Integer(new BigInteger(63, new SecureRandom())));
    content.setIssuer(issuer);
    content.setSubject(new X500Name("CN=" + draft.name));
    content.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(subject.getEncoded()));
    content.setSignature(algorithm);
    content.setStartDate(new Time(Date.from(draft.from)));
    content.setEndDate(new Time(Date.from(draft.from.plus(LIFE))));
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    if (draft.authority) {
      extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    }
    if (!draft.hosts.isEmpty()) {
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(draft.hosts.toArray(GeneralName[]::new)));
    }
    if (!extensions.isEmpty()) {
      content.setExtensions(extensions.generate());
    }
    return content.generateTBSCertificate();
  }

  /** Returns the certificate without that of its authority. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Writes the certificate, without that of its authority. */
  public void writeCertificate(Path file) throws GeneralSecurityException, IOException {
    Files.writeString(file, pem("CERTIFICATE", certificate().getEncoded()));
  }

  /** Writes the private key as PKCS #8, without encryption. */
  public void writeKey(Path file) throws IOException {
    Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
  }

  /** Returns a PEM text. */
  public static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }

  /** Returns a key store with the key and the chain, under the alias {@code server}. */
  public KeyStore keyStore(String password) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", key, password.toCharArray(), chain.toArray(X509Certificate[]::new));
    return store;
  }

  /** Writes the key and the chain as a PKCS #12 file. */
  public void writeKeyStore(Path file, String password)
      throws GeneralSecurityException, IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      keyStore(password).store(out, password.toCharArray());
    }
  }

  /** Returns a TLS context of a server with this certificate. */
  public SSLContext serverContext() throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keyStore("changeit"), "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
