package dev.restauth.http;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.HttpServer;
import dev.restauth.listener.QuietLogs;
import dev.restauth.span.Spans;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A route for administrators. Another version of the server may run on the same database. The
 * callers send tokens and keys that only that version issues.
 */
@ExtendWith(QuietLogs.class)
class AdministrativeAccessTest {
  private static final String SCOPE = AdministrativeScope.EVENTS_READ.text();
  private static final String JSON = "Accept: application/json";
  private static final long HOLDER = 1;
  private static final long FORMER = 2;

  @TempDir static Path folder;
  private static HttpServer http;
  private static HttpCalls calls;

  @BeforeAll
  static void start() {
    Config config =
        ConfigLoader.load(
            Declarations.OURS.settings(), Map.of("port", "0", "data", "data"), Map.of(), folder);
    RouteTable routes =
        new RouteTable()
            .route(
                Method.GET,
                "/events",
                Access.administrative(AdministrativeScope.EVENTS_READ),
                _ -> Answer.noContent());
    http =
        HttpServer.start(
            config,
            HttpServer.prepare(config),
            Dispatcher.of(config, routes, new Known(), Optional.empty(), Spans.NONE));
    calls = new HttpCalls(http.port());
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  /**
   * Accepts tokens that consist of an account number and scopes, and keys that consist of scopes.
   * In tokens and keys, a tilde stands for the colon of a scope.
   */
  private static final class Known extends NobodyKnown {
    @Override
    public Optional<String> keyIn(String presented) {
      return Optional.of(presented).filter(text -> text.startsWith("key."));
    }

    @Override
    public Optional<Caller.User> byToken(String token) {
      List<String> parts = List.of(token.replace('~', ':').split("\\."));
      Caller.Presented presented =
          new Caller.Presented(
              Set.copyOf(parts.subList(1, parts.size())), false, false, Instant.MAX);
      return Optional.of(
          new Caller.User(
              Long.parseLong(parts.getFirst()),
              "miguel",
              1,
              Optional.of(new Caller.Session("sid", Instant.EPOCH, Optional.empty(), presented)),
              Optional.empty()));
    }

    @Override
    public Set<String> administrativeScopes(long accountId) {
      return accountId == HOLDER ? Set.of(SCOPE) : Set.of();
    }

    @Override
    public Optional<Caller.Service> byServiceKey(String key, Optional<String> name) {
      return Optional.of(
          new Caller.Service("shop", Set.of(key.substring("key.".length()).replace('~', ':'))));
    }
  }

  private static Reply bearer(Object... parts) {
    String token = String.join(".", List.of(parts).stream().map(Object::toString).toList());
    return calls.get("/events", "Authorization: Bearer " + token.replace(':', '~'), JSON);
  }

  private static void insufficient(Reply reply) {
    assertProblem(reply, 403);
    assertThat(reply.json().get("type").asText()).endsWith("/errors/insufficient-scope");
    assertThat(reply.header("www-authenticate").orElse("")).endsWith("scope=\"" + SCOPE + "\"");
  }

  @Test
  void aServiceNeedsAKeyWithTheScope() {
    assertThat(bearer("key", SCOPE).status()).isEqualTo(204);
    assertThat(calls.get("/events", basic("shop", "key.events~read")).status()).isEqualTo(204);
    insufficient(bearer("key", "tokens:introspect"));
    Reply fromAPage =
        calls.get("/events", basic("shop", "key.events~read"), "Origin: https://elsewhere.example");
    assertThat(fromAPage.json().get("type").asText()).endsWith("/errors/cross-origin-credentials");
  }

  @Test
  void aTokenThatIsNotOutdatedYetOpensNothingOnceTheScopeIsTaken() {
    assertThat(bearer(HOLDER, SCOPE).status()).isEqualTo(204);
    insufficient(bearer(FORMER, SCOPE));
  }

  /**
   * A server of another version may treat the scope as an application's scope, and add it to
   * everyday tokens.
   */
  @Test
  void anEverydayTokenGivesNoAccessWithAnyScopes() {
    insufficient(bearer(HOLDER, "api"));
    insufficient(bearer(HOLDER, "api", SCOPE));
    insufficient(bearer(HOLDER, "posts:write", SCOPE));
  }
}
