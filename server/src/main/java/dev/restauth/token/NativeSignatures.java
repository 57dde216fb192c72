package dev.restauth.token;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Signatures by the Amazon Corretto Crypto Provider. The provider needs a tenth of the JDK's time
 * for ES256 and Ed25519. Loading the provider costs a third of a second of processor time and 15
 * MB. It is therefore loaded in the background, after {@link #LOAD_AFTER} signatures. Until then,
 * and if loading fails, the JDK creates and checks signatures. The provider is used only for the
 * signatures in {@code ALGORITHMS}.
 */
final class NativeSignatures {
  private static final System.Logger LOG = System.getLogger(NativeSignatures.class.getName());

  /** The number of signatures that cost the JDK as much time as loading the provider. */
  static final int LOAD_AFTER = 1_000;

  /** The name of the provider in this process. */
  static final String NAME = "NativeSignatures";

  private static final String ES256 = "SHA256withECDSAinP1363Format";
  private static final List<String> ALGORITHMS =
      List.of(ES256, "SHA256withECDSA", "Ed25519", "SHA256withRSA");

  static final AtomicInteger SIGNATURES = new AtomicInteger();

  private NativeSignatures() {}

  /** Counts a signature. Call this method for each signature that is created or checked. */
  static void count() {
    if (SIGNATURES.get() < LOAD_AFTER && SIGNATURES.incrementAndGet() == LOAD_AFTER) {
      Thread.ofPlatform().name("native-signatures").daemon().start(NativeSignatures::load);
    }
  }

  /**
   * Loads the provider, which then creates and checks the signatures in {@code ALGORITHMS}.
   *
   * @return whether the provider is in use
   */
  static boolean load() {
    try {
      Provider provider = SignaturesOnly.ofCorretto();
      boolean good = agreesWithJdk(provider);
      if (good) {
        Security.insertProviderAt(provider, 1);
      }
      LOG.log(Level.DEBUG, good ? "signatures are native from now on" : "native signatures differ");
      return good;
    } catch (GeneralSecurityException | RuntimeException | LinkageError doesNotLoad) {
      LOG.log(Level.DEBUG, "there are no native signatures", doesNotLoad);
      return false;
    }
  }

  /**
   * Returns whether the provider and the JDK verify each other's ES256 signatures, and refuse a
   * wrong one. A provider with wrong results would lock out all users.
   */
  private static boolean agreesWithJdk(Provider provider) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Signature jdk = Signature.getInstance(ES256);
    Signature corretto = Signature.getInstance(ES256, provider);
    return verifies(jdk, corretto, pair) && verifies(corretto, jdk, pair);
  }

  private static boolean verifies(Signature verifying, Signature signing, KeyPair pair)
      throws GeneralSecurityException {
    byte[] message = {1};
    signing.initSign(pair.getPrivate());
    signing.update(message);
    byte[] signature = signing.sign();
    verifying.initVerify(pair.getPublic());
    verifying.update(message);
    boolean right = verifying.verify(signature);
    verifying.update(new byte[] {2});
    return right && !verifying.verify(signature);
  }

  /**
   * The part of the provider that is used. Only this class refers to the provider's classes. Their
   * jar is signed, and checking its signature would take a tenth of the time of each start.
   */
  private static final class SignaturesOnly extends Provider {
    private static final long serialVersionUID = 1;

    /**
     * Creates the provider from Corretto's signatures. The outer class calls this method instead of
     * the constructor. Otherwise, the JVM would load this class when it verifies the outer class.
     */
    static Provider ofCorretto() throws NoSuchAlgorithmException {
      return new SignaturesOnly(AmazonCorrettoCryptoProvider.INSTANCE);
    }

    SignaturesOnly(Provider from) throws NoSuchAlgorithmException {
      super(NAME, "1", "signatures of " + from.getInfo());
      for (String algorithm : ALGORITHMS) {
        Service service = from.getService("Signature", algorithm);
        if (service == null) { // all services are null if the provider's library does not load
          throw new NoSuchAlgorithmException(algorithm);
        }
        putService(new DelegatingService(this, service));
      }
    }
  }

  /** A service that delegates to another provider. */
  private static final class DelegatingService extends Provider.Service {
    private final Provider.Service service;

    DelegatingService(Provider provider, Provider.Service service) {
      super(
          provider, service.getType(), service.getAlgorithm(), service.getClassName(), null, null);
      this.service = service;
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
      return service.newInstance(parameter);
    }
  }
}
