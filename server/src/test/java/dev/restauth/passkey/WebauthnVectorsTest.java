package dev.restauth.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.passkey.PasskeyCeremonies.Assertion;
import dev.restauth.passkey.PasskeyCeremonies.Created;
import dev.restauth.passkey.PasskeyCeremonies.Creation;
import dev.restauth.passkey.PasskeyCeremonies.Stored;
import dev.restauth.passkey.PasskeyCeremonies.Used;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The test vectors of Web Authentication Level 3, section 16. */
class WebauthnVectorsTest {
  private static final RelyingParty PARTY =
      new RelyingParty("example.org", Set.of("https://example.org"), false);

  /**
   * Vectors that the server refuses, because they are for a frame on another site, or for an
   * algorithm or an attestation that the server does not request.
   */
  private static final Set<String> REFUSED =
      Set.of(
          "none-es256-crossOrigin",
          "none-es256-topOrigin",
          "packed-es384",
          "packed-es512",
          "packed-ed448",
          "tpm-es256",
          "fido-u2f-es256");

  private final PasskeyCeremonies ceremonies = new PasskeyCeremonies(PARTY);

  record Vector(String name, List<byte[]> fields) {
    byte[] field(int column) {
      return fields.get(column - 2);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Vector> vectors() throws IOException {
    try (InputStream in = WebauthnVectorsTest.class.getResourceAsStream("webauthn-vectors.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(
                  line -> {
                    String[] columns = line.split("\t", -1);
                    return new Vector(
                        columns[0],
                        Arrays.stream(columns).skip(1).map(HexFormat.of()::parseHex).toList());
                  })
              .toList()
              .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void areVerifiedOrRefused(Vector vector) {
    Optional<Created> created =
        ceremonies.create(new Creation(vector.field(5), vector.field(4)), vector.field(2));
    if (REFUSED.contains(vector.name())) {
      assertThat(created).isEmpty();
      return;
    }
    assertThat(created).isPresent();
    assertThat(created.get().id()).isEqualTo(vector.field(3));
    Stored stored =
        new Stored(
            created.get().data(),
            created.get().verified(),
            created.get().backupEligible(),
            created.get().backedUp(),
            true);
    Assertion assertion =
        new Assertion(vector.field(3), vector.field(7), vector.field(8), vector.field(9));
    Optional<Used> used = ceremonies.use(stored, assertion, vector.field(6), false);
    assertThat(used).isPresent();
    assertRefused(stored, assertion, vector);
  }

  private void assertRefused(Stored stored, Assertion good, Vector vector) {
    byte[] signature = good.signature().clone();
    signature[signature.length - 1] ^= 1;
    assertThat(
            ceremonies.use(
                stored,
                new Assertion(good.id(), good.authenticatorData(), good.clientData(), signature),
                vector.field(6),
                false))
        .as("another signature")
        .isEmpty();
    byte[] challenge = vector.field(6).clone();
    challenge[0] ^= 1;
    assertThat(ceremonies.use(stored, good, challenge, false)).as("another challenge").isEmpty();
    assertThat(
            new PasskeyCeremonies(
                    new RelyingParty("example.org", Set.of("https://example.com"), false))
                .use(stored, good, vector.field(6), false))
        .as("another origin")
        .isEmpty();
    assertThat(
            new PasskeyCeremonies(
                    new RelyingParty("example.com", Set.of("https://example.org"), false))
                .use(stored, good, vector.field(6), false))
        .as("another domain")
        .isEmpty();
  }
}
