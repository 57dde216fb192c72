package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The life of a signing key, tested at each boundary with a set clock. */
class KeyLifeTest {
  private static final Duration MOMENT = Duration.ofNanos(1_000);

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, with(Map.of())).withAccount("miguel", "python");

  private Duration passed = Duration.ZERO;

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> settings =
        new HashMap<>(Map.of("key-rotation", "1h", "token-duration", "10m"));
    settings.putAll(more);
    return settings;
  }

  private void restart(Map<String, String> more) {
    server.restart(with(more));
  }

  @Test
  void firstKeySignsImmediately() throws ParseException {
    assertThat(published()).containsExactly(signer(token()));
  }

  @Test
  void isPublishedTenMinutesBeforeItSigns() throws ParseException {
    String first = signer(token());

    at(Duration.ofMinutes(50).minus(MOMENT));
    server.rotation().maintain();
    assertThat(published()).containsExactly(first);

    at(Duration.ofMinutes(50));
    server.rotation().maintain();
    server.rotation().maintain();
    assertThat(published()).hasSize(2).startsWith(first);
    String second = published().getLast();
    assertThat(signer(token())).isEqualTo(first);

    at(Duration.ofMinutes(60).minus(MOMENT));
    assertThat(signer(token())).isEqualTo(first);
    at(Duration.ofMinutes(60));
    assertThat(signer(token())).isEqualTo(second);
  }

  @Test
  void isStoredUntilTheLastTokenThatItSignedHasExpired() throws ParseException {
    String first = signer(token());
    at(Duration.ofMinutes(50));
    server.rotation().maintain();
    at(Duration.ofMinutes(60).minus(MOMENT));
    String last = token();
    assertThat(signer(last)).isEqualTo(first);

    // The last token expires up to a second before minute 70, because a token contains its times in
    // whole seconds.
    at(Duration.ofMinutes(70).minusSeconds(1).minus(MOMENT));
    server.rotation().maintain();
    assertThat(resource(last)).isEqualTo(200);
    at(Duration.ofMinutes(70));
    assertThat(resource(last)).isEqualTo(401);

    at(Duration.ofMinutes(71).minus(MOMENT));
    server.rotation().maintain();
    assertThat(published()).hasSize(2).contains(first);
    at(Duration.ofMinutes(71));
    server.rotation().maintain();
    assertThat(published()).hasSize(1).doesNotContain(first);
    assertThat(stored()).hasSize(1);
  }

  @Test
  void isPublishedAheadEvenAfterADowntime() throws ParseException {
    String first = signer(token());
    at(Duration.ofHours(5));
    restart(Map.of());
    server.rotation().maintain();

    assertThat(published()).hasSize(2);
    at(Duration.ofHours(5).plusMinutes(10).minus(MOMENT));
    assertThat(signer(token())).isEqualTo(first);
    at(Duration.ofHours(5).plusMinutes(10));
    assertThat(signer(token())).isNotEqualTo(first);
  }

  @Test
  void isStoredLongerIfTokensAreValidForLonger() throws ParseException {
    String first = signer(token());
    at(Duration.ofMinutes(50));
    server.rotation().maintain();
    restart(Map.of("token-duration", "2h"));
    at(Duration.ofMinutes(60).minus(MOMENT));
    String last = token();
    assertThat(signer(last)).isEqualTo(first);

    // A shorter token lifetime does not change tokens that were already issued.
    restart(Map.of("token-duration", "30s"));
    at(Duration.ofMinutes(61 + 120).minus(MOMENT));
    server.rotation().maintain();
    assertThat(published()).contains(first);
    at(Duration.ofMinutes(61 + 120));
    server.rotation().maintain();
    assertThat(published()).doesNotContain(first);
  }

  @Test
  void staysTheSameAcrossARestart() throws ParseException {
    String first = signer(token());
    restart(Map.of());

    assertThat(signer(token())).isEqualTo(first);
    assertThat(stored()).hasSize(1);
  }

  @Test
  void firstKeySignsIfTheClockWasSetBack() throws ParseException {
    String first = signer(token());
    at(Duration.ofDays(-1));

    assertThat(signer(token())).isEqualTo(first);
    server.rotation().maintain();
    assertThat(stored()).hasSize(1);
  }

  @Test
  void rotateCommandPublishesOneKeyAndRevokesNoToken() throws ParseException {
    String first = signer(token());
    String before = token();
    at(Duration.ofMinutes(1));

    Map<String, Object> made = facts("key.rotate", Map.of());
    assertThat(made).containsEntry("made", true).containsEntry("algorithm", "ES256");
    assertThat(published()).containsExactly(first, (String) made.get("kid"));
    assertThat(facts("key.rotate", Map.of()))
        .containsEntry("made", false)
        .containsEntry("kid", made.get("kid"));
    assertThat(signer(token())).isEqualTo(first);

    at(Duration.ofMinutes(11).minus(MOMENT));
    assertThat(signer(token())).isEqualTo(first);
    assertThat(resource(before)).isEqualTo(401);
    at(Duration.ofMinutes(11));
    assertThat(signer(token())).isEqualTo(made.get("kid"));

    // The rotation period of an hour begins in minute 11, when the new key starts to sign. The next
    // key is published ten minutes before the period ends.
    at(Duration.ofMinutes(61).minus(MOMENT));
    server.rotation().maintain();
    assertThat(published()).containsExactly((String) made.get("kid"));
    at(Duration.ofMinutes(61));
    server.rotation().maintain();
    assertThat(published()).hasSize(2);
  }

  @Test
  void rotatesImmediatelyWithTheFlag() throws ParseException {
    String before = token();
    at(Duration.ofMinutes(1));

    String second = (String) facts("key.rotate", Map.of("at_once", "true")).get("kid");
    assertThat(signer(token())).isEqualTo(second);
    assertThat(resource(before)).isEqualTo(200);

    at(Duration.ofMinutes(2));
    String third = (String) facts("key.rotate", Map.of()).get("kid");
    assertThat(signer(token())).isEqualTo(second);
    at(Duration.ofMinutes(3));
    assertThat(facts("key.rotate", Map.of("at_once", "true")))
        .containsEntry("kid", third)
        .containsEntry("made", false);
    assertThat(signer(token())).isEqualTo(third);
    assertThat(stored()).hasSize(3);
  }

  @Test
  void changesItsAlgorithmAfterAStartWithAnother() throws ParseException {
    String before = token();
    String first = signer(before);
    at(Duration.ofMinutes(1));
    restart(Map.of("signing-algorithm", "rs256"));
    restart(Map.of("signing-algorithm", "rs256"));

    assertThat(keySet().findValuesAsText("alg")).containsExactly("ES256", "RS256");
    at(Duration.ofMinutes(11).minus(MOMENT));
    String last = token();
    assertThat(signer(last)).isEqualTo(first);
    at(Duration.ofMinutes(11));
    String next = token();
    assertThat(SignedJWT.parse(next).getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(resource(last)).isEqualTo(200);
    assertThat(resource(next)).isEqualTo(200);
    assertThat(resource(before)).isEqualTo(401);

    at(Duration.ofMinutes(61 + 11));
    server.rotation().maintain();
    assertThat(keySet().findValuesAsText("alg")).containsExactly("RS256", "RS256");
  }

  @Test
  void revertsAnAlgorithmThatNeverSigned() throws ParseException {
    String first = signer(token());
    restart(Map.of("signing-algorithm", "rs256"));
    at(Duration.ofMinutes(1));
    restart(Map.of());

    at(Duration.ofMinutes(11));
    assertThat(SignedJWT.parse(token()).getHeader().getAlgorithm().getName()).isEqualTo("ES256");
    assertThat(published()).hasSize(3).startsWith(first);
  }

  @Test
  void isListedWithItsStateInTheOrderOfSigning() throws ParseException {
    String first = signer(token());
    at(Duration.ofMinutes(1));
    facts("key.rotate", Map.of("at_once", "true"));
    String second = signer(token());
    at(Duration.ofMinutes(2));
    String third = (String) facts("key.rotate", Map.of()).get("kid");

    assertThat(((Reply.Done) operate("key.list", Map.of())).facts())
        .isEqualTo(
            Facts.list(
                List.of(
                    listed(first, "retiring", "2026-11-25T12:01:00Z", "2026-11-25T12:12:00Z"),
                    listed(second, "signing", "2026-11-25T12:01:00Z", "2026-11-25T12:12:00Z"),
                    listed(
                        String.valueOf(third),
                        "published",
                        "2026-11-25T12:02:00Z",
                        "2026-11-25T12:12:00Z"))));
    assertThat(((Reply.Done) operate("key.list", Map.of())).notes())
        .containsExactly(
            first
                + "  ES256  retiring   since 2026-11-25T12:01:00Z, deleted from 2026-11-25T12:12:00Z",
            second + "  ES256  signing    since 2026-11-25T12:01:00Z, until 2026-11-25T12:12:00Z",
            third
                + "  ES256  published  since 2026-11-25T12:02:00Z, signs from"
                + " 2026-11-25T12:12:00Z");
  }

  private static Facts listed(String kid, String state, String since, String until) {
    return Facts.NONE
        .with("kid", kid)
        .with("algorithm", "ES256")
        .with("state", state)
        .with("use", "access")
        .with("since", since)
        .with("until", until);
  }

  /** Sets the clock to a time after the start. */
  private void at(Duration since) {
    clock.move(since.minus(passed));
    passed = since;
  }

  private String token() {
    return server.calls().token("miguel", "python");
  }

  private int resource(String token) {
    return server.calls().get("/api/resource", basic(token, "x")).status();
  }

  private static String signer(String token) throws ParseException {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  private JsonNode keySet() {
    return server.calls().get("/.well-known/jwks.json").json().get("keys");
  }

  private List<String> published() {
    return new ArrayList<>(keySet().findValuesAsText("kid"));
  }

  private List<String> stored() {
    return server
        .store()
        .reading(tx -> new SigningKeyRows(tx).all().stream().map(row -> row.kid()).toList());
  }

  private Reply operate(String operation, Map<String, String> arguments) {
    return server.operate(operation, arguments);
  }

  private Map<String, Object> facts(String operation, Map<String, String> arguments) {
    Reply reply = operate(operation, arguments);
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).facts().values();
  }
}
