package dev.restauth.listener;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes the signatures with ECDSA and SHA-256 of this process wait for permits, so that a test can
 * hold TLS handshakes of the server while they are computed.
 */
public final class GatedSignatures implements BeforeAllCallback, AfterAllCallback {
  private static final String ALGORITHM = "SHA256withECDSA";
  private static final int MANY = 1_000_000;

  /** The permits; taken by each signature. */
  static final Semaphore PERMITS = new Semaphore(MANY, true);

  private static final AtomicLong BEGUN = new AtomicLong();
  private static final Provider PROVIDER = new Gate();

  /** Lets no signature pass until {@link #open}. */
  static void shut() {
    PERMITS.drainPermits();
  }

  /** The number of signatures that have begun. */
  static long begun() {
    return BEGUN.get();
  }

  static void open() {
    PERMITS.release(MANY);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Security.insertProviderAt(PROVIDER, 1);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    open();
    Security.removeProvider(PROVIDER.getName());
  }

  private static final class Gate extends Provider {
    private static final long serialVersionUID = 1;

    Gate() {
      super("Gate", "1", "makes signatures wait");
      put("Signature." + ALGORITHM, Gated.class.getName());
    }
  }

  /** Signs with the JDK's provider. */
  public static final class Gated extends SignatureSpi {
    private final Signature signature;

    public Gated() throws NoSuchAlgorithmException, NoSuchProviderException {
      signature = Signature.getInstance(ALGORITHM, "SunEC");
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      signature.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      signature.initSign(key);
    }

    @Override
    protected void engineUpdate(byte octet) throws SignatureException {
      signature.update(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int from, int length) throws SignatureException {
      signature.update(octets, from, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      BEGUN.incrementAndGet();
      PERMITS.acquireUninterruptibly();
      return signature.sign();
    }

    @Override
    protected boolean engineVerify(byte[] octets) throws SignatureException {
      return signature.verify(octets);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }
}
