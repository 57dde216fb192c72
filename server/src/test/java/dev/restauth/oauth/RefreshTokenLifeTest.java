package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.Repeats;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls.Tokens;
import dev.restauth.session.RefreshTokenRows;
import dev.restauth.session.RefreshTokenRows.RefreshTokenRow;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of a refresh token, tested at each boundary with a set clock. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class RefreshTokenLifeTest {
  /**
   * The length of the prefix and the 22 characters after it, which are the same in all refresh
   * tokens of a session.
   */
  private static final int LINE_NAME_END = "restauth_rt_".length() + 22;

  private static final SecretText FORM = new SecretText("restauth_rt_", 22 + 43);
  private static final Duration MICRO = Duration.ofNanos(1_000);

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock).on(() -> database).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();
  private final OauthCalls oauth = new OauthCalls(calls);
  private Tokens first;

  @BeforeEach
  void logIn() {
    first = oauth.logIn("miguel", "python");
  }

  @Test
  void isIssuedOnlyOnRequest() {
    assertThat(calls.get("/api/token", basic("miguel", "python")).json().has("refresh_token"))
        .isFalse();
    assertThat(first.refresh()).matches("restauth_rt_[0-9A-Za-z]{71}");
  }

  @Test
  void isExchangedForTokensOfTheSameSession() throws ParseException {
    clock.move(Duration.ofHours(3));
    Reply reply = oauth.refresh(first.refresh());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).hasValue("application/json");
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.header("pragma")).hasValue("no-cache");
    assertThat(reply.json().get("token_type").asText()).isEqualTo("Bearer");
    assertThat(reply.json().get("expires_in").asLong()).isEqualTo(600);
    assertThat(reply.json().get("scope").asText()).isEqualTo("api");
    assertThat(reply.json().size()).isEqualTo(5);
    String next = reply.json().get("refresh_token").asText();
    assertThat(next).isNotEqualTo(first.refresh());
    String access = reply.json().get("access_token").asText();
    assertThat(oauth.resource(access)).isEqualTo(200);
    JWTClaimsSet before = claims(first.access());
    JWTClaimsSet after = claims(access);
    assertThat(after.getClaim("sid")).isEqualTo(before.getClaim("sid"));
    assertThat(after.getClaim("auth_time")).isEqualTo(before.getClaim("auth_time"));
    assertThat(after.getJWTID()).isNotEqualTo(before.getJWTID());

    Tokens third = oauth.refreshed(next);
    assertThat(Set.of(first.refresh(), next, third.refresh())).hasSize(3);
    assertThat(oauth.resource(third.access())).isEqualTo(200);
  }

  @Test
  void aRetryWithinTenSecondsGetsTheSameSuccessor() {
    Tokens second = oauth.refreshed(first.refresh());
    clock.move(Duration.ofSeconds(10));
    Tokens again = oauth.refreshed(first.refresh());

    assertThat(again.refresh()).isEqualTo(second.refresh());
    assertThat(oauth.resource(again.access())).isEqualTo(200);
    assertThat(oauth.refreshed(again.refresh()).refresh()).isNotEqualTo(second.refresh());
  }

  @Test
  void reuseAfterTenSecondsRevokesTheSession() {
    Tokens second = oauth.refreshed(first.refresh());
    clock.move(Duration.ofSeconds(10).plus(MICRO));

    assertRefused(oauth.refresh(first.refresh()));
    assertAllDead(first, second);
  }

  @Test
  void graceIsTenSecondsIfTheClockIsSetBack() {
    clock.move(Duration.ofMinutes(1)); // so that the session is older than ten seconds
    Tokens second = oauth.refreshed(first.refresh());
    clock.move(Duration.ofSeconds(-10));
    assertThat(oauth.refreshed(first.refresh()).refresh()).isEqualTo(second.refresh());
    clock.move(MICRO.negated());

    assertRefused(oauth.refresh(first.refresh()));
    assertAllDead(first, second);
  }

  @Test
  void reuseAfterItsSuccessorRevokesTheSession() {
    Tokens second = oauth.refreshed(first.refresh());
    Tokens third = oauth.refreshed(second.refresh());

    assertRefused(oauth.refresh(first.refresh()));
    assertAllDead(first, second, third);
  }

  @Test
  void reuseOfAnOlderTokenRevokesTheSession() {
    Tokens second = oauth.refreshed(first.refresh());
    Tokens third = oauth.refreshed(second.refresh());
    clock.move(Duration.ofMinutes(5));
    Tokens fourth = oauth.refreshed(third.refresh());
    clock.move(Duration.ofMinutes(1));

    assertRefused(oauth.refresh(second.refresh()));
    assertAllDead(first, second, third, fourth);
  }

  @Test
  void aForgedTokenOfTheFamilyRevokesTheSession() {
    String made = FORM.next(first.refresh(), 22);
    assertThat(made).startsWith(first.refresh().substring(0, LINE_NAME_END));

    assertRefused(oauth.refresh(made));
    assertAllDead(first);
  }

  @Test
  void aMistypedOneFailsItsChecksum() {
    int last = first.refresh().length() - 1;
    char other = first.refresh().charAt(last) == 'x' ? 'y' : 'x';

    assertRefused(oauth.refresh(first.refresh().substring(0, last) + other));
    assertRefused(oauth.refresh(first.refresh().substring(0, last)));
    assertRefused(oauth.refresh(first.refresh() + "x"));
    assertThat(oauth.refresh(first.refresh()).status()).isEqualTo(200);
  }

  @Test
  void leavesOtherSessionsUnchanged() {
    Tokens other = oauth.logIn("miguel", "python");
    oauth.refreshed(oauth.refreshed(first.refresh()).refresh());
    assertRefused(oauth.refresh(first.refresh()));
    assertRefused(oauth.refresh(FORM.next()));

    assertThat(oauth.resource(other.access())).isEqualTo(200);
    assertThat(oauth.refresh(other.refresh()).status()).isEqualTo(200);
  }

  @Test
  void endsWithItsSession() {
    clock.move(Duration.ofDays(14).minusSeconds(1));
    Tokens second = oauth.refreshed(first.refresh());
    clock.move(Duration.ofDays(14).minusSeconds(1));
    Tokens third = oauth.refreshed(second.refresh());
    clock.move(Duration.ofDays(2).plusSeconds(1)); // 30 days after the log-in, minus 1 s
    Reply last = oauth.refresh(third.refresh());
    assertThat(last.json().get("expires_in").asLong()).isEqualTo(1);
    clock.move(Duration.ofSeconds(1));

    assertRefused(oauth.refresh(last.json().get("refresh_token").asText()));
  }

  @Test
  void expiresIfItIsNotUsedForLong() {
    clock.move(Duration.ofDays(14));

    assertRefused(oauth.refresh(first.refresh()));
  }

  @Test
  void endsWithAPasswordChange() {
    Reply changed =
        calls.post(
            "/api/me/password",
            "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
            basic("miguel", "python"));
    assertThat(changed.status()).isEqualTo(204);

    assertRefused(oauth.refresh(first.refresh()));
    assertThat(oauth.logIn("miguel", "monty").refresh()).isNotEmpty();
  }

  @Test
  void isRevokedPermanentlyIfTheAccountIsDisabled() {
    server.operate("user.disable", Map.of("username", "miguel"));
    assertRefused(oauth.refresh(first.refresh()));
    server.operate("user.enable", Map.of("username", "miguel"));

    assertRefused(oauth.refresh(first.refresh()));
  }

  @Test
  void endsWithTheAccount() {
    assertThat(
            calls.call("DELETE", "/api/me", Optional.empty(), basic("miguel", "python")).status())
        .isEqualTo(204);

    assertRefused(oauth.refresh(first.refresh()));
  }

  @Test
  void isRotatedOnceByManyParallelRequests() throws Exception {
    Set<Integer> statuses;
    Set<String> successors;
    try (ExecutorService tabs = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> tries = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        tries.add(tabs.submit(this::refreshedWhenThereIsTime));
      }
      List<Reply> replies = new ArrayList<>();
      for (Future<Reply> each : tries) {
        replies.add(each.get());
      }
      statuses = replies.stream().map(Reply::status).collect(Collectors.toSet());
      successors =
          replies.stream()
              .map(reply -> reply.json().path("refresh_token").asText())
              .collect(Collectors.toSet());
    }

    assertThat(statuses).containsExactly(200);
    assertThat(successors).hasSize(1);
    RefreshTokenRow row = row(first);
    assertThat(row.previous()).hasValue(Sha256.of(first.refresh()));
    assertThat(row.current()).isEqualTo(Sha256.of(successors.iterator().next()));
  }

  /** The server has few connections, so it may answer some of so many requests with 503. */
  private Reply refreshedWhenThereIsTime() {
    return Repeats.whileUnavailable(() -> oauth.refresh(first.refresh()));
  }

  @Test
  void successorIsSealedWithTheTokenItself() {
    Tokens second = oauth.refreshed(first.refresh());
    RefreshTokenRow row = row(first);
    String identity = "refresh_token/" + HexFormat.of().formatHex(row.family());
    byte[] sealed = row.sealedCurrent().orElseThrow();

    assertThat(Sealing.under(first.refresh()).open(sealed, identity))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(second.refresh());
    for (String other : List.of(second.refresh(), FORM.next(first.refresh(), 22), "")) {
      Sealing wrong = Sealing.under(other + " ");
      assertThatThrownBy(() -> wrong.open(sealed, identity))
          .isInstanceOf(UnsealFailedException.class);
    }
    assertThatThrownBy(() -> Sealing.under(first.refresh()).open(sealed, "refresh_token/00"))
        .isInstanceOf(UnsealFailedException.class);
  }

  @Test
  void isNeverStoredInPlainText() throws IOException {
    Tokens second = oauth.refreshed(first.refresh());
    oauth.refreshed(first.refresh());
    Tokens other = oauth.logIn("miguel", "python");

    List<byte[]> files = files();
    assertThat(files).anyMatch(file -> holds(file, "miguel"));
    for (Tokens tokens : List.of(first, second, other)) {
      for (String secret : List.of(tokens.refresh(), tokens.access())) {
        String secretPart = secret.substring(LINE_NAME_END, LINE_NAME_END + 43);
        assertThat(files)
            .noneMatch(file -> holds(file, secretPart))
            .noneMatch(file -> holds(file, secret.substring(0, LINE_NAME_END)));
      }
    }
  }

  private List<byte[]> files() throws IOException {
    try (Stream<Path> files = Files.walk(server.folder())) {
      List<byte[]> contents = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.add(Files.readAllBytes(file));
      }
      server.rows().ifPresent(contents::add);
      return contents;
    }
  }

  private static boolean holds(byte[] file, String text) {
    return new String(file, StandardCharsets.ISO_8859_1).contains(text);
  }

  private RefreshTokenRow row(Tokens ofLine) {
    byte[] family = Sha256.of(ofLine.refresh().substring(0, LINE_NAME_END));
    return server
        .store()
        .<Optional<RefreshTokenRow>>reading(tx -> new RefreshTokenRows(tx).find(family))
        .orElseThrow();
  }

  private static JWTClaimsSet claims(String token) throws ParseException {
    return SignedJWT.parse(token).getJWTClaimsSet();
  }

  private static void assertRefused(Reply reply) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("content-type")).hasValue("application/json");
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.json().get("error").asText()).isEqualTo("invalid_grant");
  }

  /**
   * Asserts that the server refuses every token of the session, and that the session is no longer
   * stored.
   */
  private void assertAllDead(Tokens... ofOneSession) {
    for (Tokens tokens : ofOneSession) {
      assertThat(oauth.resource(tokens.access())).isEqualTo(401);
      assertRefused(oauth.refresh(tokens.refresh()));
    }
    byte[] family = Sha256.of(ofOneSession[0].refresh().substring(0, LINE_NAME_END));
    assertThat(
            server
                .store()
                .<Optional<RefreshTokenRow>>reading(tx -> new RefreshTokenRows(tx).find(family)))
        .isEmpty();
    assertThat(calls.get("/api/token", basic("miguel", "python")).status()).isEqualTo(200);
  }
}
