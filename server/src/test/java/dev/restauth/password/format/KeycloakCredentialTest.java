package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.RealPrimitives;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeycloakCredentialTest {

  /**
   * Returns a credential in the format of Keycloak 24 and later. argon2-cffi 21.1 computed the
   * value.
   */
  private static Optional<String> argon2(String type, String version) {
    return KeycloakCredential.text(
        """
        {"value":"iDLp5OzxaooL8p/TdyBwAOPU46Qs8Kp2DNK3eWKVu+U=","salt":"c29tZXNhbHRzb21lc2FsdA==","additionalParameters":{}}
        """,
        """
        {"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],
         "memory":["7168"],"type":["%s"],"version":["%s"],"parallelism":["1"]}}
        """
            .formatted(type, version));
  }

  @Test
  void readsArgon2FromArraysInObjects() {
    ForeignHash hash = ForeignHash.parse(argon2("id", "1.3").orElseThrow()).orElseThrow();
    assertThat(hash.recipe().kind()).isEqualTo("argon2id 7168/5/1");
    HashPrimitives primitives = new RealPrimitives(Map.of());
    assertThat(hash.matches(hash.recipe().derive("python".getBytes(UTF_8), primitives))).isTrue();
    assertThat(hash.matches(hash.recipe().derive("pythons".getBytes(UTF_8), primitives))).isFalse();
  }

  @Test
  void refusesUnsupportedAlgorithms() {
    assertThat(argon2("x", "1.3")).isEmpty();
    assertThat(argon2("id", "1.4")).isEmpty();
    assertThat(argon2("id", "1.0")).isPresent();
    assertThat(KeycloakCredential.text("{", "{}")).isEmpty();
    assertThat(KeycloakCredential.text("[]", "{}")).isEmpty();
    assertThat(KeycloakCredential.text("", "")).isEmpty();
    assertThat(KeycloakCredential.text("1", "null")).isEmpty();
    assertThat(KeycloakCredential.text("{}", "[" + " ".repeat(5_000) + "]")).isEmpty();
    assertThat(
            KeycloakCredential.text(
                "{\"value\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"salt\":\"AAAA\"}",
                "{\"algorithm\":\"pbkdf2-sha3\",\"hashIterations\":1000}"))
        .isEmpty();
    assertThat(
            KeycloakCredential.text(
                "{\"value\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"salt\":\"AAAA\"}",
                "{\"algorithm\":\"pbkdf2\",\"hashIterations\":2147483647}"))
        .isEmpty();
  }

  @Test
  void readsOlderVersionsAndExtensions() {
    assertThat(
            KeycloakCredential.text(
                "{\"value\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"salt\":\"AAAA\"}",
                "{\"algorithm\":\"pbkdf2\",\"hashIterations\":20000}"))
        .hasValue("$pbkdf2-sha1$i=20000,l=16$AAAA$AAAAAAAAAAAAAAAAAAAAAA");
    String bcrypt = "$2a$05$ZUqGGadQkNpUmtVmCv0zf.HuapyjYSLTacpm5a4bHQnMECxgnyH1C";
    assertThat(
            KeycloakCredential.text(
                "{\"value\":\"%s\",\"salt\":\"\"}".formatted(bcrypt),
                "{\"algorithm\":\"bcrypt\",\"hashIterations\":-1}"))
        .hasValue(bcrypt);
  }
}
