package dev.restauth.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pbkdf2Test {

  /** RFC 6070, without the vector of 16,777,216 iterations, and RFC 7914, section 11. */
  @ParameterizedTest
  @CsvSource({
    "SHA1, password, salt, 1, 0c60c80f961f0e71f3a9b524af6012062fe037a6",
    "SHA1, password, salt, 2, ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957",
    "SHA1, password, salt, 4096, 4b007901b765489abead49d926f721d065a429c1",
    "SHA1, passwordPASSWORDpassword, saltSALTsaltSALTsaltSALTsaltSALTsalt, 4096, "
        + "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
    "SHA1, pass\0word, sa\0lt, 4096, 56fa6aa75548099dcc37d7f03425e0c3",
    "SHA256, passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
    "SHA256, Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
  })
  void computesThePublishedVectors(
      Pbkdf2 function, String password, String salt, int iterations, String expected) {
    byte[] derived =
        function.derive(
            password.getBytes(UTF_8), salt.getBytes(UTF_8), iterations, expected.length() / 2);
    assertThat(HexFormat.of().formatHex(derived)).isEqualTo(expected);
  }

  /** The expected value is the output of hashlib.pbkdf2_hmac in Python 3.13. */
  @Test
  void acceptsAnEmptyPassword() {
    assertThat(
            HexFormat.of()
                .formatHex(Pbkdf2.SHA512.derive(new byte[0], "salt".getBytes(UTF_8), 3, 20)))
        .isEqualTo("35728858479af699c1690e989eba0d104c6c9d7f");
  }
}
