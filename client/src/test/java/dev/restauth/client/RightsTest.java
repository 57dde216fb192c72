package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of rights, and the tokens that they outdate. No change is lost. */
class RightsTest {
  private static final long NOW = START.getEpochSecond();

  private final TestClock clock = new TestClock();
  private int heard;
  private FakeServer server;
  private Connected connected;

  @BeforeEach
  void connect() throws IOException {
    server = new FakeServer();
    connected = Verifiers.connect(server, Verifiers.calm(server, clock));
  }

  @AfterEach
  void close() {
    connected.close();
    server.close();
  }

  @Test
  void changeOfAnAccountOutdatesItsOlderTokens() {
    String older = token(57, "api");
    String renewed = token(58, "api");
    String missing = Tokens.good(START, "live");
    String others = Tokens.signed(Tokens.KEY, Tokens.claims(START, "live").subject("43").build());
    for (String each : List.of(older, renewed, missing, others)) {
      assertThat(connected.accepts(each)).isTrue();
    }
    connected.feed().changeRights("42", 58);
    awaitEverything(connected.feed());
    assertThat(connected.verifier().judge(older)).isEqualTo(new Verdict.Bad());
    assertThat(connected.accepts(missing)).isFalse();
    assertThat(connected.accepts(renewed)).isTrue();
    assertThat(connected.accepts(others)).isTrue();
    connected.feed().changeRights("42", 57); // this late event must not weaken the first change
    awaitEverything(connected.feed());
    assertThat(connected.accepts(older)).isFalse();
    connected.feed().changeRights("42", 59);
    awaitEverything(connected.feed());
    assertThat(connected.accepts(renewed)).isFalse();
  }

  @Test
  void changeOfARoleOutdatesTokensWithItsScopesOrItsName() {
    String byScope = token(57, "api posts:write");
    String byRole = token(57, "api", "author", "editor");
    String byBoth = token(57, "posts:read posts:write", "editor");
    String narrowed = token(57, "api posts:list", "author");
    String missing =
        Tokens.signed(
            Tokens.KEY, Tokens.claims(START, "live").claim("scope", "posts:read").build());
    String renewed = token(58, "api posts:write posts:read", "editor");
    // A scope with the name of a role does not match the role. A part of a name does not match
    // either.
    String confused = token(57, "editor posts posts:writer", "posts:write");
    List<String> concerned = List.of(byScope, byRole, byBoth, missing);
    List<String> others = List.of(narrowed, renewed, confused);
    assertThat(concerned).allMatch(connected::accepts);
    assertThat(others).allMatch(connected::accepts);
    connected.feed().changeRole("editor", 58, "posts:write", "posts:read");
    awaitEverything(connected.feed());
    assertThat(concerned).noneMatch(connected::accepts);
    assertThat(others).allMatch(connected::accepts);
    connected.feed().changeRole("author", 60); // a role without scopes
    awaitEverything(connected.feed());
    assertThat(connected.accepts(narrowed)).isFalse();
    assertThat(connected.accepts(renewed)).isTrue();
  }

  @Test
  void changesOfARoleAddUp() {
    String first = token(59, "first");
    String second = token(59, "second");
    String third = token(60, "first second");
    connected.feed().changeRole("editor", 60, "first").changeRole("editor", 58, "second");
    awaitEverything(connected.feed());
    assertThat(connected.accepts(first)).isFalse();
    assertThat(connected.accepts(second)).isFalse();
    assertThat(connected.accepts(third)).isTrue();
    // A change of another role with the same scope does not weaken the first change.
    connected.feed().changeRole("author", 50, "first");
    awaitEverything(connected.feed());
    assertThat(connected.accepts(first)).isFalse();
  }

  @Test
  void changeIsRemovedWhenItsTokensHaveExpired() throws IOException {
    TokenVerifierBuilder leewayOfFive =
        Verifiers.calm(server, clock).ticker(new TestClock()).leeway(Duration.ofSeconds(5));
    connected.close();
    try (Connected still = Verifiers.connect(server, leewayOfFive)) {
      connected = still;
      String account = token(57, "api");
      String role = longer("43", 57, "posts:write");
      connected
          .feed()
          .changeRights("42", 58, NOW + 60)
          .changeRole("editor", 58, NOW + 90, "posts:write")
          .changeRole("editor", 58, NOW + 80, "posts:read");
      assertAfter(64, account, false);
      assertAfter(1, account, true);
      assertAfter(29, role, false);
      assertAfter(1, role, true);
    }
  }

  /**
   * Asserts the verdict on a token after a number of seconds and a heartbeat, which removes expired
   * changes.
   */
  private void assertAfter(long seconds, String token, boolean isAccepted) {
    clock.pass(Duration.ofSeconds(seconds));
    connected.feed().beat();
    awaitEverything(connected.feed());
    assertThat(connected.accepts(token)).isEqualTo(isAccepted);
  }

  @Test
  void changesCountWhileStale() throws IOException {
    try (FakeServer other = new FakeServer();
        Connected lenient =
            Verifiers.connect(
                other,
                Verifiers.calm(other, clock).whenStale(WhenStale.goOnFor(Duration.ofHours(1))))) {
      String older = token(57, "api");
      lenient.feed().changeRights("42", 58);
      Awaiting.until("refused", () -> !lenient.accepts(older));
      other.answerFeed(503);
      lenient.feed().close();
      clock.pass(Duration.ofSeconds(4));
      assertThat(lenient.verifier().isFresh()).isFalse();
      assertThat(lenient.verifier().judge(older)).isEqualTo(new Verdict.Bad());
      assertThat(lenient.accepts(token(58, "api"))).isTrue();
    }
  }

  @Test
  void changesOfTheSnapshotCount() {
    connected.feed().close();
    try (Stream again = server.next()) {
      again.send(SNAPSHOT).send(RIGHTS).send(ROLES).keys().current(200).beating();
      awaitEverything(again);
      assertThat(connected.accepts(token(57, "api"))).isFalse();
      assertThat(connected.accepts(token(58, "api"))).isTrue();
      assertThat(connected.accepts(longer("43", 57, "posts:read"))).isFalse();
      assertThat(connected.accepts(longer("43", 57, "posts:list"))).isTrue();
      assertThat(connected.accepts(longer("44", 8, "mails:read"))).isFalse();
    }
  }

  @Test
  void resumingAndSnapshotsRetainChanges() {
    String account = token(57, "api");
    String role = longer("43", 57, "posts:write");
    connected.feed().changeRights("42", 58).changeRole("editor", 58, "posts:write");
    awaitEverything(connected.feed());
    connected.feed().close();
    try (Stream again = server.next()) {
      assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-106");
      again.resumed(106).beat();
      awaitEverything(again);
      assertThat(connected.accepts(account)).isFalse();
      assertThat(connected.accepts(role)).isFalse();
    }
    try (Stream again = server.next()) {
      again.snapshot(300).beat(); // the server has removed the changes
      awaitEverything(again);
      assertThat(connected.accepts(account)).isFalse();
      assertThat(connected.accepts(role)).isFalse();
      assertThat(connected.accepts(token(58, "posts:write"))).isTrue();
    }
  }

  private static final String SNAPSHOT =
      "event: snapshot\ndata: {\"sessions\":0,\"accounts\":0,\"rights\":2,\"roles\":2}\n\n";
  private static final String RIGHTS =
      "event: rights\ndata: {\"rights\":[[\"42\",58,4000000000],[\"45\",9,4000000000]]}\n\n";
  private static final String ROLES =
      "event: roles\ndata: {\"roles\":[[\"editor\",[\"posts:write\",\"posts:read\"],58,4000000000],"
          + "[\"postmaster\",[\"mails:read\"],9,4000000000]]}\n\n";

  /**
   * In these events, {@code R} stands for the correct rights event, and {@code S} for the correct
   * roles event.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // missing
        "R",
        "S",
        "R event: roles|data: {'roles':[['editor',[],58,4000000000]]}||",
        "S event: rights|data: {'rights':[['42',58,4000000000]]}||",
        // duplicated
        "S event: rights|data: {'rights':[['42',58,4000000000],['42',58,4000000000]]}||",
        "S event: rights|data: {'rights':[['42',58,1]]}||event: rights|data:"
            + " {'rights':[['42',58,1]]}||",
        "R event: roles|data: {'roles':[['editor',['a'],58,1],['editor',['b'],58,1]]}||",
        // too many
        "R S event: rights|data: {'rights':[['46',58,4000000000]]}||",
        "R S event: roles|data: {'roles':[['author',[],58,4000000000]]}||",
        // unknown, or a live event
        "R S event: later|data: {'later':[]}||",
        "R S event: role|data: {'role':'author','scopes':[],'rights':1,'until':4000000000}||",
        "R S event: rights|data: {'sub':'42','rights':1,'until':4000000000}||",
        // malformed
        "S event: rights|data: {'rights':[['42',58]]}||",
        "S event: rights|data: {'rights':[[42,58,1],['43',58,1]]}||",
        "S event: rights|data: {'rights':[['42',-1,1],['43',58,1]]}||",
        "S event: rights|data: {'rights':[['42',5.5,1],['43',58,1]]}||",
        "S event: rights|data: {'rights':[['42',58,-1],['43',58,1]]}||",
        "R event: roles|data: {'roles':[['editor',58,1],['author',58,1]]}||",
        "R event: roles|data: {'roles':[['editor','a',58,1],['author',[],58,1]]}||",
        "R event: roles|data: {'roles':[['editor',[7],58,1],['author',[],58,1]]}||",
        "R event: roles|data: {'roles':[['editor',[],'58',1],['author',[],58,1]]}||",
        "R event: roles|data: {'roles':[[7,[],58,1],['author',[],58,1]]}||",
      })
  void reconnectsAfterASnapshotWithOtherChanges(String pieces) {
    connected.feed().close();
    try (Stream odd = server.next()) {
      odd.send(SNAPSHOT);
      odd.send(
          pieces
              .replace('|', '\n')
              .replace('\'', '"')
              .replace("R ", RIGHTS)
              .replace("S ", ROLES)
              .replaceFirst("^R$", RIGHTS)
              .replaceFirst("^S$", ROLES));
      odd.keys().current(200).beat();
      try (Stream again = server.next()) {
        assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: snapshot|data: {'sessions':0,'accounts':0,'rights':-1,'roles':0}||",
        "event: snapshot|data: {'sessions':0,'accounts':0,'rights':0,'roles':'0'}||",
      })
  void reconnectsAfterMalformedCounts(String beginning) {
    connected.feed().close();
    try (Stream odd = server.next()) {
      odd.send(beginning.replace('|', '\n').replace('\'', '"')).keys().current(200).beat();
      try (Stream again = server.next()) {
        assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rights|{'after':100,'sub':42,'rights':58,'until':4000000000}",
        "rights|{'after':100,'sub':'42','until':4000000000}",
        "rights|{'after':100,'sub':'42','rights':'58','until':4000000000}",
        "rights|{'after':100,'sub':'42','rights':-1,'until':4000000000}",
        "rights|{'after':100,'sub':'42','rights':58.5,'until':4000000000}",
        "rights|{'after':100,'sub':'42','rights':58}",
        "rights|{'after':99,'sub':'42','rights':58,'until':4000000000}",
        "role|{'after':100,'scopes':['a'],'rights':58,'until':4000000000}",
        "role|{'after':100,'role':'editor','rights':58,'until':4000000000}",
        "role|{'after':100,'role':'editor','scopes':'a','rights':58,'until':4000000000}",
        "role|{'after':100,'role':'editor','scopes':['a',7],'rights':58,'until':4000000000}",
        "role|{'after':100,'role':'editor','scopes':['a'],'until':4000000000}",
        "role|{'after':100,'role':'editor','scopes':['a'],'rights':9223372036854775808,'until':1}",
        "role|{'after':100,'role':'editor','scopes':['a'],'rights':58,'until':-1}",
      })
  void reconnectsAfterAMalformedChange(String event) {
    String[] parts = event.replace('\'', '"').split("\\|", -1);
    connected.feed().send(parts[0], 102, parts[1]);
    try (Stream again = server.next()) {
      assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
    }
  }

  /** A change needs an id. Otherwise a proxy could repeat the change unnoticed. */
  @Test
  void reconnectsAfterAChangeWithoutId() {
    connected
        .feed()
        .send("event: rights\ndata: {\"after\":100,\"sub\":\"42\",\"rights\":58,\"until\":1}\n\n");
    try (Stream again = server.next()) {
      assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
    }
  }

  /**
   * During an upgrade, a server of version 0.4.0 sends no changes of rights, although a newer
   * server may already have stored some. The stream after a snapshot of version 0.4.0 must
   * therefore not be resumed.
   */
  @Test
  void serverWithoutRightsIsFollowedButNotResumed() {
    String role = token(57, "posts:write");
    connected.feed().changeRole("editor", 58, "posts:write");
    awaitEverything(connected.feed());
    connected.feed().close();
    try (Stream older = server.next()) {
      older.snapshotWithoutRights(200).beat();
      awaitEverything(older);
      assertThat(connected.accepts(role)).isFalse();
      assertThat(connected.accepts(token(57, "api", "author"))).isTrue();
    }
    try (Stream older = server.next()) {
      assertThat(older.header("Last-Event-ID")).isEmpty();
      older.snapshot(100).beat(); // refused, because it is older than the state
    }
    try (Stream odd = server.next()) {
      assertThat(odd.header("Last-Event-ID")).isEmpty();
      odd.resumed(202).beat(); // the verifier did not ask to resume
    }
    try (Stream newer = server.next()) {
      assertThat(newer.header("Last-Event-ID")).isEmpty();
      newer.send(SNAPSHOT).send(RIGHTS).send(ROLES).keys().current(300).beat();
      awaitEverything(newer);
      assertThat(connected.accepts(token(57, "api"))).isFalse();
    }
    try (Stream newer = server.next()) {
      assertThat(newer.header("Last-Event-ID")).isEqualTo("e.1-302");
    }
  }

  private static String token(long rights, String scope, String... roles) {
    return Tokens.signed(
        Tokens.KEY,
        Tokens.claims(START, "live")
            .claim("rgt", rights)
            .claim("scope", scope)
            .claim("roles", roles.length == 0 ? null : List.of(roles))
            .build());
  }

  private static String longer(String subject, long rights, String scope) {
    return Tokens.signed(
        Tokens.KEY,
        Tokens.claims(START, "live")
            .subject(subject)
            .claim("rgt", rights)
            .claim("scope", scope)
            .build());
  }

  /**
   * Waits until the verifier has received all events: revokes one more session, and waits until the
   * verifier refuses that session.
   */
  private void awaitEverything(Stream stream) {
    String session = "heard-" + heard++;
    String token =
        Tokens.signed(Tokens.KEY, Tokens.claims(START, session).subject("heard").build());
    stream.revoke(session);
    Awaiting.until("received", () -> !connected.accepts(token));
  }
}
