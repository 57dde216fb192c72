package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.SetClock;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.NewAccount;
import dev.restauth.adopt.AdoptedSourceRows;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.session.Revocations;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.AdoptedTokenKey.Algorithm;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fuzz test of an adopted application's tokens. An input that begins with {@code t} continues with
 * a token. An input that begins with {@code s} (signed with the application's secret) or {@code f}
 * (forged: signed with another secret) continues with a header and, on the next line, claims. The
 * test compares accepted tokens with a second implementation of the rules, which uses another
 * parser.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AdoptedTokensFuzzTest {
  private static final OldApplication APPLICATION = new OldApplication("x");
  private static final OldApplication FORGER = new OldApplication("y");
  private static final Set<String> VALID =
      Set.of(
          APPLICATION.token("{\"id\":1,\"exp\":4102444800.489831}"),
          APPLICATION.signed(
              "{\"alg\":\"HS256\",\"exp\":4102444800,\"iat\":1385669055}", "{\"id\":1}"));

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final SetClock clock = new SetClock();

  @TempDir static Path folder;

  private Store store;
  private AdoptedTokens tokens;

  @BeforeAll
  void start() {
    store = TestDatabase.sqlite(folder.resolve("fuzz.sqlite"), InstantSource.system()).open();
    Sealing sealing = new Sealing(MasterKey.generate());
    store.inTransaction(
        tx -> {
          long source = new AdoptedSourceRows(tx).findOrAdd("rest-auth", clock.instant());
          new TokenAcceptanceRows(tx)
              .accept(
                  AdoptedTokenKey.seal(
                      source,
                      Algorithm.HS256,
                      new byte[] {'x'},
                      Instant.parse("2200-01-01T00:00:00Z"),
                      sealing));
          return new AdoptedAccountRows(tx).adopt(miguel(source));
        });
    tokens =
        new AdoptedTokens(
            store,
            sealing,
            KeyedDigest.ofThisProcess(),
            new AccountCache(store),
            new Revocations(),
            clock);
    tokens.reload();
  }

  private NewAccount miguel(long source) {
    return new NewAccount(
        Optional.of(1L),
        "miguel",
        Optional.of("no password fits"),
        Optional.empty(),
        source,
        "1",
        Optional.empty(),
        true,
        clock.instant());
  }

  @AfterAll
  void stop() {
    store.close();
  }

  @FuzzTest(maxDuration = "60s")
  void acceptsOnlyValidTokens(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    String rest = text.isEmpty() ? "" : text.substring(1);
    int line = rest.indexOf('\n');
    String header = line < 0 ? rest : rest.substring(0, line);
    String claims = rest.substring(line + 1);
    if (text.startsWith("s")) {
      Optional<VerifiedToken> verified = tokens.verify(APPLICATION.signed(header, claims));
      assertThat(verified.isPresent()).isEqualTo(isValid(header, claims));
      verified.ifPresent(this::check);
    } else if (text.startsWith("f")) {
      assertThat(tokens.verify(FORGER.signed(header, claims))).isEmpty();
    } else {
      assertThat(tokens.verify(rest).isPresent()).isEqualTo(VALID.contains(rest));
    }
  }

  private boolean isValid(String headerText, String claimsText) {
    Optional<JsonNode> header = object(headerText);
    Optional<JsonNode> claims = object(claimsText);
    if (header.isEmpty() || claims.isEmpty()) {
      return false;
    }
    boolean of2013 = header.get().has("exp");
    JsonNode iat = header.get().path("iat");
    return names(header.get()).stream()
            .allMatch(
                of2013
                    ? Set.of("alg", "typ", "iat", "exp")::contains
                    : Set.of("alg", "typ")::contains)
        && header.get().path("alg").isTextual()
        && header.get().get("alg").asText().equals("HS256")
        && (!header.get().has("typ")
            || (header.get().get("typ").isTextual()
                && header.get().get("typ").asText().equals("JWT")))
        && (iat.isMissingNode()
            || (iat.isIntegralNumber() && iat.canConvertToLong() && iat.asLong() >= 0))
        && names(claims.get()).equals(of2013 ? Set.of("id") : Set.of("id", "exp"))
        && claims.get().get("id").isIntegralNumber()
        && claims.get().get("id").canConvertToLong()
        && claims.get().get("id").asLong() == 1
        && isLater((of2013 ? header : claims).get().get("exp"));
  }

  private boolean isLater(JsonNode exp) {
    return exp.isNumber()
        && Double.isFinite(exp.asDouble())
        && exp.decimalValue().compareTo(BigDecimal.valueOf(clock.instant().getEpochSecond())) > 0;
  }

  /**
   * Parses a JSON object by the server's rules. Only the rule for the length of numbers differs.
   */
  private static Optional<JsonNode> object(String json) {
    if (json.chars().anyMatch(c -> c < ' ' || c > '~') || json.matches(".*[0-9.eE+-]{33}.*")) {
      return Optional.empty();
    }
    try {
      JsonNode node = STRICT.readTree(json);
      return Optional.of(node).filter(JsonNode::isObject);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private void check(VerifiedToken token) {
    assertThat(token.caller().accountId()).isEqualTo(1);
    assertThat(token.adoptedUntil())
        .hasValueSatisfying(until -> assertThat(until).isAfter(clock.instant()));
    assertThat(token.sessionId()).hasSize(22);
    assertThat(token.authenticatedAt()).isBeforeOrEqualTo(clock.instant());
  }
}
