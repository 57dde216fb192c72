package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuickRsaKeysTest {
  private static KeyPair generated(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  @Test
  void eachKeyIsAnotherOneOf2048BitsAndSigns() throws GeneralSecurityException {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      KeyPair pair = generated(2_048);
      RSAPublicKey open = (RSAPublicKey) pair.getPublic();
      assertThat(open.getModulus().bitLength()).isEqualTo(2_048);
      assertThat(seen.add(open.getModulus())).isTrue();
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update((byte) i);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update((byte) i);
      assertThat(signature.verify(signed)).isTrue();
    }
  }

  @Test
  void keysOfOtherLengthsAreTheVirtualMachinesOwn() throws GeneralSecurityException {
    assertThat(((RSAPublicKey) generated(1_024).getPublic()).getModulus().bitLength())
        .isEqualTo(1_024);
  }
}
