package dev.restauth.listener;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Creates self-signed certificates for keys on elliptic curves. The program keytool does the same,
 * but the process takes about a second of processor time.
 */
final class SelfSigned {
  private static final Duration VALID = Duration.ofDays(90);
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private SelfSigned() {}

  /** Returns a certificate that is valid from now on. */
  static X509Certificate certificate(String commonName, KeyPair pair) throws Exception {
    Instant now = Instant.now();
    X500Name name = new X500Name("CN=" + commonName);
    V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
    content.setSerialNumber(new ASN1Integer(BigInteger.valueOf(now.toEpochMilli())));
    content.setSignature(ALGORITHM);
    content.setIssuer(name);
    content.setSubject(name);
    content.setStartDate(time(now));
    content.setEndDate(time(now.plus(VALID)));
    content.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    TBSCertificate signed = content.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getEncoded());
    byte[] encoded =
        new DERSequence(new ASN1Encodable[] {signed, ALGORITHM, new DERBitString(signature.sign())})
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static Time time(Instant instant) {
    return new Time(
        new DERUTCTime(
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .format(instant.atOffset(ZoneOffset.UTC))));
  }
}
