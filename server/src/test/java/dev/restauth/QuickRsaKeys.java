package dev.restauth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes RSA keys for tests quickly. The keys differ but share their primes, so they are worthless
 * outside the tests. Each server with OAuth clients makes a key. In these tests, the search for its
 * primes took half of the processor time. A thousand keys need only 46 primes.
 */
public final class QuickRsaKeys implements LauncherSessionListener {
  private static final int BITS = 2_048;
  private static final BigInteger EXPONENT = RSAKeyGenParameterSpec.F4;

  private final List<BigInteger> primes = new ArrayList<>();
  private int first;
  private int second;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    var _ = Security.insertProviderAt(new Pairs(), 1);
  }

  /** Returns a key from a pair of primes that this virtual machine has not used before. */
  synchronized KeyPair next() throws GeneralSecurityException {
    if (first == second) {
      second++;
      first = 0;
    }
    while (primes.size() <= second) {
      primes.add(prime());
    }
    KeyPair made = key(primes.get(first), primes.get(second));
    first++;
    return made;
  }

  /** Returns a prime whose product with any other prime has the key's full length in bits. */
  private static BigInteger prime() {
    int bits = BITS / 2;
    while (true) {
      BigInteger prime =
          new BigInteger(bits, new SecureRandom())
              .setBit(bits - 1)
              .setBit(bits - 2)
              .nextProbablePrime();
      if (prime.bitLength() == bits && !prime.mod(EXPONENT).equals(BigInteger.ONE)) {
        return prime;
      }
    }
  }

  private static KeyPair key(BigInteger p, BigInteger q) throws GeneralSecurityException {
    BigInteger product = p.multiply(q);
    BigInteger pLess = p.subtract(BigInteger.ONE);
    BigInteger qLess = q.subtract(BigInteger.ONE);
    BigInteger secret = EXPONENT.modInverse(pLess.multiply(qLess));
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(product, EXPONENT)),
        factory.generatePrivate(
            new RSAPrivateCrtKeySpec(
                product,
                EXPONENT,
                secret,
                p,
                q,
                secret.mod(pLess),
                secret.mod(qLess),
                q.modInverse(p))));
  }

  /**
   * A security provider that the virtual machine asks before the JDK's providers. The JDK's
   * provider still makes the keys of other lengths.
   */
  private final class Pairs extends Provider {
    private static final long serialVersionUID = 1;

    Pairs() {
      super("restauth-tests", "1", "RSA keys for tests");
      putService(
          new Service(this, "KeyPairGenerator", "RSA", Generator.class.getName(), List.of(), null) {
            @Override
            public Object newInstance(Object parameter) {
              return new Generator();
            }
          });
    }
  }

  private final class Generator extends KeyPairGeneratorSpi {
    @Override
    public void initialize(int bits, SecureRandom random) {
      if (bits != BITS) {
        throw new InvalidParameterException("made by the next provider");
      }
    }

    @Override
    public void initialize(AlgorithmParameterSpec parameters, SecureRandom random) {
      throw new InvalidParameterException("made by the next provider");
    }

    @Override
    public KeyPair generateKeyPair() {
      try {
        return next();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
