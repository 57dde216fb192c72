package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.restauth.password.RealPrimitives;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A test vector: a hash that another program computed, and its password.
 *
 * @param text the text that {@link ForeignHash#parse} must read
 * @param primitives primitives with the secrets that the hash needs
 */
@SuppressWarnings("ArrayRecordComponent") // vectors are neither compared nor changed
record HashVector(String family, String text, byte[] password, HashPrimitives primitives) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "pepper";
  private static final List<JsonNode> PUBLISHED = lines("vectors.jsonl");

  /** Returns the 124 vectors from other systems' databases. */
  static List<HashVector> recorded() {
    return lines("hashes.jsonl").stream().map(HashVector::recorded).toList();
  }

  /** Returns the vectors of vectors.jsonl. The file vectors.md names their sources. */
  static List<HashVector> published() {
    return PUBLISHED.stream().map(HashVector::published).toList();
  }

  /** Returns the vectors of one family. */
  static List<HashVector> published(String family) {
    return PUBLISHED.stream()
        .filter(line -> line.path("family").asText().equals(family))
        .map(HashVector::published)
        .toList();
  }

  static Set<String> families() {
    return PUBLISHED.stream()
        .map(line -> line.path("family").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<JsonNode> lines(String resource) {
    try (var in = Objects.requireNonNull(HashVector.class.getResourceAsStream(resource));
        var reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      return reader.lines().map(HashVector::json).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HashVector recorded(JsonNode line) {
    JsonNode keycloak = line.path("keycloak");
    String text =
        keycloak.isObject()
            ? KeycloakCredential.text(
                    keycloak.path("secretData").asText(), keycloak.path("credentialData").asText())
                .orElseThrow()
            : line.path("hash").asText();
    return new HashVector(
        line.path("format").asText(), text, password(line), new RealPrimitives(Map.of()));
  }

  private static HashVector published(JsonNode line) {
    String hash = line.path("hash").asText();
    Optional<FirebaseScrypt.Split> firebase = FirebaseScrypt.split(hash, SECRET);
    Optional<String> named =
        NamedFormat.named(line.path("named").asText("auto"))
            .orElseThrow()
            .text(hash, Optional.ofNullable(line.path("salt").textValue()), Optional.empty());
    byte[] secret =
        firebase
            .map(split -> split.signerKey().bytes())
            .orElseGet(() -> line.path("secret").asText().getBytes(UTF_8));
    return new HashVector(
        line.path("family").asText(),
        firebase.map(FirebaseScrypt.Split::text).or(() -> named).orElse("not read: " + hash),
        password(line),
        new RealPrimitives(Map.of(SECRET, secret)));
  }

  private static byte[] password(JsonNode line) {
    return line.has("passwordHex")
        ? HexFormat.of().parseHex(line.path("passwordHex").asText())
        : line.path("password").asText().getBytes(UTF_8);
  }

  ForeignHash parsed() {
    return ForeignHash.parse(text).orElseThrow(() -> new AssertionError(text));
  }

  boolean matches(byte[] candidate) {
    ForeignHash hash = parsed();
    return hash.matches(hash.recipe().derive(candidate, primitives));
  }

  @Override
  public String toString() {
    return family + " " + text;
  }
}
