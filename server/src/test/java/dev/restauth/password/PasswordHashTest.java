package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final String SOUND =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  @Test
  void readsWhatTheReferenceImplementationWrites() {
    var hash = PasswordHash.stored(SOUND);
    assertThat(hash.text()).isEqualTo(SOUND);
    Phc phc = ((PasswordHash.Form.Own) hash.form()).phc();
    assertThat(phc.parameters()).isEqualTo(new Argon2Parameters(256, 2, 1));
    assertThat(phc.salt()).asString().isEqualTo("somesalt");
    assertThat(phc.tag()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
        "$argon2id$v=19$m=2097152,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=9999999,t=9999999,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4\n",
        "$argon2id$v=19$m=\u0662\u0665\u0666,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      })
  void keepsAnyOtherTextAsAnUnusableHash(String text) {
    var hash = PasswordHash.stored(text);
    assertThat(hash.form()).isInstanceOf(PasswordHash.Form.Unusable.class);
    assertThat(hash.text()).isEqualTo(text);
    assertThat(hash.toString()).isEqualTo("PasswordHash[not usable]");
  }

  @Test
  void textIsTheSameInEveryLocale() {
    var phc = ((PasswordHash.Form.Own) PasswordHash.stored(SOUND).form()).phc();
    var before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(phc.text()).isEqualTo(SOUND);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void toStringContainsNeitherSaltNorTag() {
    assertThat(PasswordHash.stored(SOUND).toString())
        .contains("m=256")
        .doesNotContain("c29tZXNhbHQ", "nf65EOgL");
  }

  @Test
  void distinguishesForeignArgon2idFromOurs() {
    PasswordHash adopted = PasswordHash.adopted(SOUND).orElseThrow();
    assertThat(adopted.text()).isEqualTo("{adopted}" + SOUND);
    assertThat(adopted.foreignKind()).contains("argon2id 256/2/1");
    assertThat(PasswordHash.stored(adopted.text()).foreignKind()).contains("argon2id 256/2/1");
    assertThat(PasswordHash.stored(SOUND).foreignKind()).isEmpty();
  }

  @Test
  void refusesToAdoptAHashThatItCannotCheck() {
    assertThat(PasswordHash.adopted("plain text")).isEmpty();
    assertThat(PasswordHash.adopted("{adopted}" + SOUND)).isEmpty();
    assertThat(PasswordHash.adopted("{wrapped}" + SOUND + "|{sha1::}")).isEmpty();
    assertThat(PasswordHash.stored("{wrapped}" + SOUND).form())
        .isInstanceOf(PasswordHash.Form.Unusable.class);
    assertThat(PasswordHash.stored("{wrapped}" + SOUND + "|$2b$10$x").form())
        .isInstanceOf(PasswordHash.Form.Unusable.class);
  }
}
