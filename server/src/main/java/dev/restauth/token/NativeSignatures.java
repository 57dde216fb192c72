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
 * Signatures by Amazon Corretto Crypto Provider, where it loads: those of ES256 and Ed25519 take a tenth
 * of the JDK's time. To load it takes a third of a second of processor time, and 15 MB, so that is done
 * beside the running server once it has been worth it. Until then, and where it does not load, the JDK
 * does the same. Of the provider nothing else is used.
 */
final class NativeSignatures {
  private static final System.Logger LOG = System.getLogger(NativeSignatures.class.getName());

  /** Made or checked by the JDK they take as long as the loading. */
  static final int WORTH_IT = 1_000;

  /** Of the provider, among those of the process. */
  static final String NAME = "NativeSignatures";

  private static final String ES256 = "SHA256withECDSAinP1363Format";
  private static final List<String> ALGORITHMS =
      List.of(ES256, "SHA256withECDSA", "Ed25519", "SHA256withRSA");

  static final AtomicInteger MADE_OR_CHECKED = new AtomicInteger();

  private NativeSignatures() {}

  /** Called for each signature that is made or checked. */
  static void used() {
    if (MADE_OR_CHECKED.get() < WORTH_IT && MADE_OR_CHECKED.incrementAndGet() == WORTH_IT) {
      Thread.ofPlatform().name("native-signatures").daemon().start(NativeSignatures::load);
    }
  }

  /**
   * Loads it, and has all signatures of this process made and checked by it from then on.
   *
   * @return whether it is in use
   */
  static boolean load() {
    try {
      Provider provider = Signatures.ofLibrary();
      boolean good = agrees(provider);
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

  /** One that computed something else would lock everybody out. */
  private static boolean agrees(Provider provider) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Signature ours = Signature.getInstance(ES256);
    Signature theirs = Signature.getInstance(ES256, provider);
    return verifies(ours, theirs, pair) && verifies(theirs, ours, pair);
  }

  private static boolean verifies(Signature verifying, Signature signing, KeyPair pair)
      throws GeneralSecurityException {
    byte[] anything = {1};
    signing.initSign(pair.getPrivate());
    signing.update(anything);
    byte[] signature = signing.sign();
    verifying.initVerify(pair.getPublic());
    verifying.update(anything);
    boolean right = verifying.verify(signature);
    verifying.update(new byte[] {2});
    return right && !verifying.verify(signature);
  }

  /**
   * What is used of the provider. Nothing else mentions that: its jar is signed, and to check the signature would take a tenth
   * of each start.
   */
  private static final class Signatures extends Provider {
    private static final long serialVersionUID = 1;

    /** A method, not a constructor: the virtual machine does not load this class to verify the outer one. */
    static Provider ofLibrary() throws NoSuchAlgorithmException {
      return new Signatures(AmazonCorrettoCryptoProvider.INSTANCE);
    }

    Signatures(Provider from) throws NoSuchAlgorithmException {
      super(NAME, "1", "signatures of " + from.getInfo());
      for (String algorithm : ALGORITHMS) {
        Service service = from.getService("Signature", algorithm);
        if (service == null) { // as all are where its library does not load
          throw new NoSuchAlgorithmException(algorithm);
        }
        putService(new Passed(this, service));
      }
    }
  }

  /** A service of another provider. */
  private static final class Passed extends Provider.Service {
    private final Provider.Service service;

    Passed(Provider provider, Provider.Service service) {
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
