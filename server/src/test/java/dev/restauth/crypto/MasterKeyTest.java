package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {
  private static final String KNOWN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  @Test
  void parsesItsOwnText() {
    assertThat(MasterKey.parse(KNOWN).base64()).isEqualTo(KNOWN);
    assertThat(MasterKey.parse(" " + KNOWN + "\n").base64()).isEqualTo(KNOWN);
    assertThat(MasterKey.parse(KNOWN.replace("=", "")).base64()).isEqualTo(KNOWN);
  }

  @Test
  void generatesADifferentKeyOf32BytesEachTime() {
    var one = MasterKey.generate();
    assertThat(Base64.getDecoder().decode(one.base64())).hasSize(32);
    assertThat(MasterKey.generate().base64()).isNotEqualTo(one.base64());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c2VjcmV0",
        "not base64, secret!",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIQ=="
      })
  void refusesOtherTextWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> MasterKey.parse(text))
        .isInstanceOf(UnusableMasterKey.class)
        .hasMessageContaining("32 random bytes in base64")
        .hasNoCause()
        .hasMessageNotContaining(text);
  }

  @Test
  void refusesAnEmptyText() {
    assertThatThrownBy(() -> MasterKey.parse(""))
        .isInstanceOf(UnusableMasterKey.class)
        .hasMessageStartingWith("The master key has 0 bytes: expected 32");
  }

  @Test
  void matchesOnlyItsOwnDatabase() {
    var key = MasterKey.parse(KNOWN);
    var other = MasterKey.generate();
    assertThat(key.matches(key.keyId(), key.checkValue())).isTrue();
    assertThat(other.matches(key.keyId(), key.checkValue())).isFalse();
    assertThat(key.matches(key.keyId(), other.checkValue())).isFalse();
    assertThat(key.matches(other.keyId(), key.checkValue())).isFalse();
    assertThat(key.matches("", new byte[0])).isFalse();
  }

  @Test
  void derivedValuesNeverChange() {
    // Existing databases contain values that were derived from their master keys. If a later
    // version derived other values, these databases would be unreadable.
    var key = MasterKey.parse(KNOWN);
    assertThat(key.keyId()).isEqualTo("f139bec62ed234ad");
    assertThat(key.checkValue())
        .asBase64Encoded()
        .isEqualTo("UfpyzE6zh1ordUQOlcjQbi1PPZvhnVdBotwj+ao0Irs=");
  }

  @Test
  void toStringDoesNotContainTheKey() {
    var key = MasterKey.parse(KNOWN);
    assertThat(key.toString()).isEqualTo("MasterKey[" + key.keyId() + "]");
  }
}
