package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import dev.restauth.SetClock;
import java.math.BigInteger;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invalid signatures, and other encodings of valid signatures (RFC 8725, section 3.3), over HTTP.
 */
class ForgedSignatureTest {
  /** The order of P-256 (SEC 2, section 2.4.2). */
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final BigInteger ZERO = BigInteger.ZERO;
  private static final BigInteger ONE = BigInteger.ONE;

  @AutoClose private Forge forge;
  private BigInteger r;
  private BigInteger s;

  @BeforeEach
  void start(@TempDir Path folder) throws ParseException {
    forge = Forge.start(folder, new SetClock(), Map.of());
    r = new BigInteger(1, Arrays.copyOf(forge.part(2), 32));
    s = new BigInteger(1, Arrays.copyOfRange(forge.part(2), 32, 64));
  }

  @Test
  void degenerateSignaturesAreRefused() {
    // In Java 15 to 18, r = s = 0 was a valid signature of every message (CVE-2022-21449).
    List<BigInteger> edges =
        List.of(
            ZERO,
            ONE,
            ORDER.subtract(ONE),
            ORDER,
            ORDER.add(ONE),
            ONE.shiftLeft(256).subtract(ONE));
    for (BigInteger first : edges) {
      for (BigInteger second : edges) {
        assertThat(forge.status(forge.withSignature(p1363(first, second)))).isEqualTo(401);
      }
      assertThat(forge.status(forge.withSignature(p1363(first, s)))).isEqualTo(401);
      assertThat(forge.status(forge.withSignature(p1363(r, first)))).isEqualTo(401);
    }
    assertThat(forge.status(forge.withSignature(p1363(r, s)))).isEqualTo(200);
    assertThat(forge.status(forge.withSignature(p1363(s, r)))).isEqualTo(401);
  }

  @Test
  void refusesOtherEncodingsOfAGoodSignature() throws JOSEException {
    byte[] good = forge.part(2);
    byte[] der = ECDSA.transcodeSignatureToDER(good);
    byte[] zeroBefore = new byte[66];
    System.arraycopy(good, 0, zeroBefore, 1, 32);
    System.arraycopy(good, 32, zeroBefore, 34, 32);
    byte[] overOrder = r.add(ORDER).toByteArray();
    for (byte[] signature :
        List.of(
            der,
            zeroBefore,
            overOrder,
            new byte[0],
            Arrays.copyOf(good, 32),
            Arrays.copyOf(good, 63),
            Arrays.copyOf(good, 65),
            Arrays.copyOf(good, 128),
            Arrays.copyOfRange(good, 1, 64))) {
      assertThat(forge.status(forge.withSignature(signature))).isEqualTo(401);
    }
  }

  @Test
  void otherEncodingsOfTheSameBytesAreRefused() {
    String token = forge.issued();
    String start = token.substring(0, token.length() - 1);
    // A signature of 64 bytes leaves four bits of the last character unused, so 16 texts decode to
    // the same bytes.
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      String spelt = start + alphabet.charAt(i);
      int status = forge.calls().get("/api/resource", "Authorization: Bearer " + spelt).status();
      assertThat(status).isEqualTo(spelt.equals(token) ? 200 : 401);
    }
    String[] parts = token.split("\\.", -1);
    for (String other :
        List.of(
            token + "==",
            token + "=",
            parts[0] + "=." + parts[1] + "." + parts[2],
            token.replace('-', '+').replace('_', '/') + "A",
            parts[0] + "." + parts[1] + ".\t" + parts[2],
            parts[0] + " ." + parts[1] + "." + parts[2],
            parts[0] + ".\n" + parts[1] + "." + parts[2],
            token + "\n",
            token + "\u0000",
            "." + token,
            token + ".",
            token + "~x",
            "DPoP " + token)) {
      assertThat(forge.server().verifier().verify(other)).as(other).isEmpty();
      assertThat(forge.calls().get("/api/resource", basic(other, "x")).status()).isEqualTo(401);
    }
  }

  /**
   * If (r, s) is valid, (r, n - s) is valid too, by the nature of ECDSA. The owner of a token can
   * therefore make a second text of the token. The second text gains nothing, because it has the
   * same claims and expires at the same time.
   */
  @Test
  void mirroredEcdsaSignatureIsTheSameToken() {
    String twin = forge.withSignature(p1363(r, ORDER.subtract(s)));
    assertThat(twin).isNotEqualTo(forge.issued());
    assertThat(forge.status(twin)).isEqualTo(200);

    String change = "{\"current_password\":\"python\",\"new_password\":\"lithe-otter-42\"}";
    assertThat(forge.calls().post("/api/me/password", change, basic("miguel", "python")).status())
        .isLessThan(300);
    assertThat(forge.status(twin)).isEqualTo(401);
    assertThat(forge.status(forge.issued())).isEqualTo(401);
  }

  private static byte[] p1363(BigInteger r, BigInteger s) {
    byte[] signature = new byte[64];
    put(r, signature, 32);
    put(s, signature, 64);
    return signature;
  }

  private static void put(BigInteger number, byte[] into, int end) {
    byte[] bytes = number.toByteArray();
    for (int i = 1; i <= Math.min(32, bytes.length); i++) {
      into[end - i] = bytes[bytes.length - i];
    }
  }
}
