package dev.restauth.http;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.SetClock;
import dev.restauth.account.Username;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.crypto.SecretText;
import dev.restauth.event.Actor;
import dev.restauth.event.EventList;
import dev.restauth.feature.NotifyingStores;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.HttpServer;
import dev.restauth.listener.QuietLogs;
import dev.restauth.servicekey.Scope;
import dev.restauth.servicekey.ServiceKeys;
import dev.restauth.span.Spans;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A route that requires a service key with a scope, and a route for users. */
@ExtendWith(QuietLogs.class)
class ServiceRoutesTest {
  private static final Actor OPERATOR = Actor.operator(Optional.empty());

  private static final String BASIC = "Basic realm=\"Authentication Required\"";
  private static final String BEARER = "Bearer realm=\"Authentication Required\"";
  private static final String INVALID = BEARER + ", error=\"invalid_token\"";

  /** The token of the only user. It has the form of a real token. */
  private static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJpZCI6MX0.";

  @TempDir static Path folder;
  private static final AtomicInteger PASSWORDS = new AtomicInteger();
  private static Store store;
  private static HttpServer http;
  private static HttpCalls calls;
  private static ServiceKeys keys;
  private static String key = "";

  @BeforeAll
  static void start() {
    store = TestDatabase.sqlite(folder.resolve("keys.sqlite"), new SetClock()).open();
    keys = new ServiceKeys(NotifyingStores.of(store, _ -> keys.invalidate()), new EventList());
    key = create("shop-api", Scope.TOKENS_INTROSPECT);
    RouteTable routes =
        new RouteTable()
            .route(
                Method.POST, "/ask", Access.service("tokens:introspect"), ServiceRoutesTest::greet)
            .route(
                Method.GET, "/ask", Access.service("tokens:introspect"), ServiceRoutesTest::greet)
            .route(Method.GET, "/me", Access.USER, call -> text(call.user().username()));
    Caller.User alice = new Caller.User(1, "alice", 1, Optional.empty(), Optional.empty());
    Config config =
        ConfigLoader.load(
            Declarations.OURS.settings(), Map.of("port", "0", "data", "data"), Map.of(), folder);
    http =
        HttpServer.start(
            config,
            HttpServer.prepare(config),
            Dispatcher.of(
                config,
                routes,
                new NobodyKnown() {
                  @Override
                  public boolean isToken(String username) {
                    return Username.isToken(username);
                  }

                  @Override
                  public Optional<String> keyIn(String presented) {
                    return SecretText.recognise(presented);
                  }

                  @Override
                  public LoginOutcome byPassword(
                      String name, String password, RemoteClient client) {
                    PASSWORDS.incrementAndGet();
                    return new LoginOutcome.LoggedIn(alice);
                  }

                  @Override
                  public Optional<Caller.User> byToken(String token) {
                    return Optional.of(alice).filter(_ -> token.equals(TOKEN));
                  }

                  @Override
                  public Optional<Caller.Service> byServiceKey(String text, Optional<String> name) {
                    return keys.check(text, name)
                        .map(k -> new Caller.Service(k.name(), Set.copyOf(k.scopes())));
                  }
                },
                Optional.empty(),
                Spans.NONE));
    calls = new HttpCalls(http.port());
  }

  @AfterAll
  static void stop() {
    http.close();
    store.close();
  }

  private static String create(String name, Scope scope) {
    return ((ServiceKeys.Creation.Created) keys.create(name, EnumSet.of(scope), OPERATOR)).secret();
  }

  private static Answer greet(Call call) {
    Caller.Service service = call.service();
    return text(service.name() + " " + service.scopes());
  }

  private static Answer text(String text) {
    return Answer.text(200, "text/plain", text);
  }

  private static Reply ask(String... headers) {
    return calls.call("POST", "/ask", Optional.of(""), headers);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  @Test
  void acceptsAKeyInEveryForm() {
    String encoded = key.replace("_", "%5F");
    for (String header :
        List.of(
            bearer(key),
            "Authorization: bEARER   " + key + " ",
            basic(key, ""),
            basic(key, "x"),
            basic(key, key),
            basic(key, "a:b"),
            basic("shop-api", key),
            // RFC 6749, section 2.3.1, requires clients to encode their credentials in this way.
            basic("shop%2Dapi", encoded),
            basic("shop-api", encoded),
            basic(encoded, ""))) {
      Reply reply = ask(header);
      assertThat(reply.status()).as(header).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("shop-api [tokens:introspect]");
    }
    assertThat(calls.get("/ask", bearer(key)).status()).isEqualTo(200);
    assertThat(calls.call("HEAD", "/ask", Optional.empty(), bearer(key)).status()).isEqualTo(200);
  }

  @Test
  void refusesInvalidKeysWithAChallengeForTheSchemeUsed() {
    String unknown = SecretText.SERVICE_KEY.next();
    refused(List.of(BEARER));
    refused(List.of(BEARER), "Authorization: Digest x");
    refused(List.of(BEARER), bearer(key), bearer(key));
    refused(List.of(BEARER), "Authorization: Bearer " + key + " x");
    refused(List.of(INVALID), bearer(unknown));
    refused(List.of(INVALID), bearer(key.substring(0, key.length() - 1)));
    refused(List.of(INVALID), bearer(SecretText.REFRESH_TOKEN.next()));
    refused(List.of(INVALID), bearer(TOKEN));
    refused(List.of(INVALID), bearer("x"));
    refused(List.of(BASIC, BEARER), basic(unknown, ""));
    refused(List.of(BASIC, BEARER), basic("shop-api", unknown));
    refused(List.of(BASIC, BEARER), basic("other", key));
    refused(List.of(BASIC, BEARER), basic("Shop-api", key));
    refused(List.of(BASIC, BEARER), basic("", key));
    refused(List.of(BASIC, BEARER), basic("shop-api", key + " "));
    refused(List.of(BASIC, BEARER), basic("shop-api%", key));
    refused(List.of(BASIC, BEARER), basic(TOKEN, ""));
    refused(List.of(BASIC, BEARER), basic(TOKEN, key));
    refused(List.of(BASIC, BEARER), basic("alice", "opensesame"));
    assertThat(PASSWORDS).hasValue(0);
  }

  private static void refused(List<String> challenges, String... headers) {
    Reply reply = ask(headers);
    assertProblem(reply, 401);
    assertThat(reply.json().get("type").asText()).endsWith("/errors/unauthorized");
    assertThat(reply.all("www-authenticate")).isEqualTo(challenges);
    assertThat(reply.header("cache-control")).hasValue("no-store");
  }

  @Test
  void namesTheMissingScope() {
    String reader = create("reader", Scope.REVOCATIONS_READ);
    for (String header : List.of(bearer(reader), basic("reader", reader), basic(reader, ""))) {
      Reply reply = ask(header);
      assertProblem(reply, 403);
      assertThat(reply.json().get("type").asText()).endsWith("/errors/insufficient-scope");
      assertThat(reply.json().get("detail").asText()).contains("tokens:introspect");
      assertThat(reply.all("www-authenticate"))
          .containsExactly(BEARER + ", error=\"insufficient_scope\", scope=\"tokens:introspect\"");
    }
  }

  @Test
  void refusesADisabledKeyAtOnce() {
    String other = create("other", Scope.TOKENS_INTROSPECT);
    assertThat(ask(bearer(other)).status()).isEqualTo(200);
    keys.disable("other", OPERATOR);
    refused(List.of(INVALID), bearer(other));
    keys.enable("other", OPERATOR);
    assertThat(ask(bearer(other)).status()).isEqualTo(200);
    keys.delete("other", OPERATOR);
    refused(List.of(INVALID), bearer(other));
  }

  /**
   * Valid and invalid keys get the same response, so that the response does not reveal whether a
   * key is valid.
   */
  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/json"})
  void routesForUsersRefuseServiceKeys(String accept) {
    Reply usual = calls.get("/me", "Accept: " + accept);
    assertThat(usual.status()).isEqualTo(401);
    for (String text :
        List.of(key, SecretText.SERVICE_KEY.next(), SecretText.REFRESH_TOKEN.next(), key + "x")) {
      for (String header :
          List.of(
              basic(text, "x"),
              basic("alice", text),
              basic("shop-api", text),
              basic("alice", text.replace("_", "%5F")),
              bearer(text))) {
        Reply reply = calls.get("/me", "Accept: " + accept, header);
        assertThat(reply.status()).as(header).isEqualTo(401);
        assertThat(reply.body()).isEqualTo(usual.body());
        assertThat(reply.all("www-authenticate"))
            .isEqualTo(
                header.startsWith("Authorization: Bearer")
                    ? List.of(BASIC, INVALID)
                    : List.of(BASIC));
      }
    }
    assertThat(PASSWORDS).hasValue(0);
    assertThat(calls.get("/me", basic(TOKEN, key)).body()).isEqualTo("alice");
  }

  @Test
  void supportsOptionsAndOtherMethodsLikeAllResources() {
    Reply options = calls.call("OPTIONS", "/ask", Optional.empty());
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.header("allow").orElse("").split(", "))
        .containsExactlyInAnyOrder("POST", "GET", "HEAD", "OPTIONS");
    assertThat(calls.call("DELETE", "/ask", Optional.empty(), bearer(key)).status()).isEqualTo(405);
    assertThat(calls.get("/ask/", bearer(key)).status()).isEqualTo(404);
  }

  @Test
  void toStringShowsNoKey() {
    AuthorizationField field =
        new AuthorizationField(
            Username::isToken, SecretText::recognise, SecretText.PERSONAL_KEY::isBegunBy, true);
    String line = basic("shop-api", key).substring("Authorization: ".length());
    assertThat(field.read(List.of(Octets.of(line))).toString())
        .isEqualTo("ServiceKey[bearer=false]");
  }
}
