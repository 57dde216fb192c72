package dev.restauth.http;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.ClientScene;
import dev.restauth.operator.Reply.Done;
import dev.restauth.role.RoleScene;
import dev.restauth.servicekey.Scope;
import dev.restauth.token.AdoptedScene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The callers of {@link AccessTableTest}, and the credentials that each sends. */
final class AccessCallers {
  private static final String IMPERSONATED = "impersonated";
  private static final String ELSEWHERE = "Origin: https://elsewhere.example";

  /** A number of tokens that is larger than the number of calls that revoke a token's session. */
  private static final int SPARE_TOKENS = 3;

  private final TestServer server;
  private final SetClock clock;
  private final List<Caller> callers = new ArrayList<>();

  /** The number of credentials that a caller needs for calls that may revoke them. */
  private final int ends;

  AccessCallers(TestServer server, SetClock clock) {
    this.server = server;
    this.clock = clock;
    this.ends =
        (int)
            server.accessByPath().values().stream()
                .filter(methods -> methods.containsKey(Method.of("DELETE")))
                .count();
  }

  /**
   * A caller.
   *
   * @param name the caller's row in the table
   * @param special the caller's row for routes that require the caller's scope
   * @param scope the caller's scope
   * @param headers the headers of each call; number 0 is for calls that revoke nothing
   */
  record Caller(String name, String special, Optional<String> scope, Headers headers) {
    /**
     * Returns the row for a route.
     *
     * @param asked the scope that the route requires
     * @param reads whether the call only reads
     */
    String row(Optional<String> asked, boolean reads) {
      if (name.equals(IMPERSONATED)) {
        return name + (reads ? ", reading" : ", changing");
      }
      return scope.isPresent() && scope.equals(asked) ? special : name;
    }
  }

  /** Creates all callers. */
  List<Caller> made() {
    operate("role.define", "role", "writer", "scopes", "posts:write");
    operate("role.define", "role", "reader", "scopes", "posts:read");
    caller("nobody", _ -> List.of());
    caller("wrong password", _ -> List.of(basic("nobody-of-that-name", "python")));
    register("user-0");
    callers.add(passwords("password", "password", Optional.empty(), "user-0", Optional.empty()));
    caller("password, from another origin", _ -> List.of(basic("user-0", "python"), ELSEWHERE));
    caller("token", tokens(() -> token("user-0", "")));
    caller("token as user name", each(_ -> List.of(basic(tokenOf("user-0", ""), ""))));
    operate("org.create", "slug", "acme", "name", "Acme", "username", "user-0");
    String organization = ofUser0();
    caller(
        "token in an organisation", tokens(() -> token("user-0", "?organization=" + organization)));
    String loggedOut = loggedOut();
    caller("token that was logged out", _ -> List.of(loggedOut));
    register("writer");
    operate("role.assign", "role", "writer", "username", "writer");
    caller("token without api", tokens(() -> token("writer", "?scope=posts:write")));
    String personal = key("user-0", "api");
    caller("personal key", _ -> List.of("Authorization: Bearer " + personal));
    caller("personal key as user name", _ -> List.of(basic(personal, "")));
    caller("personal key as password", _ -> List.of(basic("token", personal)));
    String traded =
        server.calls().get("/api/token", basic(personal, "")).json().get("token").asText();
    caller("token of a personal key", _ -> List.of("Authorization: Bearer " + traded));
    makeClients();
    String narrow = key("writer", "posts:write");
    caller("personal key without api", _ -> List.of("Authorization: Bearer " + narrow));
    String deleted = key("user-0", "api");
    server.calls().form("/oauth/revoke", "token=" + deleted);
    caller("personal key that was deleted", _ -> List.of("Authorization: Bearer " + deleted));
    makeLapsedKeys(organization);
    register("changed");
    caller("token outdated by its account", tokens(() -> token("changed", "")));
    operate("role.assign", "role", "writer", "username", "changed");
    register("reader");
    operate("role.assign", "role", "reader", "username", "reader");
    caller("token outdated by a role", tokens(() -> token("reader", "")));
    operate("role.define", "role", "reader", "scopes", "");
    AdoptedScene adopted = new AdoptedScene(server, clock);
    long later = clock.instant().plus(Duration.ofDays(1)).getEpochSecond();
    List<String> first = List.of(adopted.bearer(900, "adopted", later));
    caller(
        "adopted token",
        each(
            i ->
                i == 0
                    ? first
                    : List.of("Authorization: Bearer " + adopted.another(900, later + i))));
    for (Scope scope : Scope.values()) {
      String key = server.serviceKey("key-" + plain(scope.text()), scope.text());
      callers.add(
          caller(
              "service key", "service key with it", scope.text(), "Authorization: Bearer " + key));
    }
    for (AdministrativeScope scope : AdministrativeScope.values()) {
      makeAdministrators(scope);
    }
    register("victim");
    var _ = stored("acting", Optional.of("all-users-impersonate"));
    caller(IMPERSONATED, tokens(() -> impersonated("victim", "acting")));
    return List.copyOf(callers);
  }

  /** Creates OAuth clients. All routes of this test refuse their tokens. */
  private void makeClients() {
    ClientScene clients = new ClientScene(server);
    String secret = clients.confidential("backend");
    clients.publicClient("shop");
    String ofUser = ClientScene.access(clients.redeem("shop", clients.code("shop", "user-0")));
    caller("token of a client", _ -> List.of("Authorization: Bearer " + ofUser));
    caller("such a token as user name", _ -> List.of(basic(ofUser, "")));
    String ofClient =
        ClientScene.access(
            clients.token("grant_type=client_credentials", basic("backend", secret)));
    caller("token of a client for itself", _ -> List.of("Authorization: Bearer " + ofClient));
  }

  /** Creates a key whose owner then leaves the key's organization. */
  private void makeLapsedKeys(String organization) {
    register("left");
    operate("org.add", "slug", "acme", "username", "left", "role", "member");
    String key = key("left", "api", ",\"organization\":\"" + organization + "\"");
    String traded = server.calls().get("/api/token", basic(key, "")).json().get("token").asText();
    operate("org.remove", "slug", "acme", "username", "left");
    caller("personal key, owner has left", _ -> List.of("Authorization: Bearer " + key));
    caller("token of such a key", _ -> List.of("Authorization: Bearer " + traded));
  }

  private void makeAdministrators(AdministrativeScope scope) {
    String role = "all-" + plain(scope.text());
    operate("role.define", "role", role, "scopes", scope.text());
    String admin = role + "-0";
    var _ = stored(admin, Optional.of(role));
    callers.add(
        passwords(
            "password", "password with it", Optional.of(scope.text()), admin, Optional.of(role)));
    callers.add(
        caller(
            "password, from another origin",
            "with it, from another origin",
            scope.text(),
            basic(admin, "python"),
            ELSEWHERE));
    caller("token of one with it", tokens(() -> token(admin, "")));
    String query = "?scope=" + scope.text();
    callers.add(
        new Caller(
            "administrative session",
            "administrative session for it",
            Optional.of(scope.text()),
            tokens(() -> token(admin, query))));
    String former = stored("former-" + plain(scope.text()), Optional.of(role)).username();
    caller("session, the scope was taken", tokens(() -> token(former, query)));
    operate("role.take", "role", role, "username", former);
  }

  /** Returns the headers of one call. */
  interface Headers {
    List<String> number(int i);
  }

  private Headers each(Headers headers) {
    return IntStream.rangeClosed(0, ends).mapToObj(headers::number).toList()::get;
  }

  /** Creates tokens in advance. Each token is sent until a call has revoked its session. */
  private Headers tokens(Supplier<String> token) {
    List<String> made = Stream.generate(token).limit(1 + SPARE_TOKENS).toList();
    return i ->
        List.of(
            i == 0
                ? made.getFirst()
                : made.stream().skip(1).filter(this::isLive).findFirst().orElseThrow());
  }

  private boolean isLive(String bearer) {
    String sid = RoleScene.claims(bearer.replaceFirst(".* ", "")).get("sid").asText();
    return Rows.count(server, "SELECT count(*) AS n FROM session WHERE id = ?", sid) > 0;
  }

  /**
   * Creates a caller that sends a password.
   *
   * @param first the account for calls that revoke nothing
   */
  private Caller passwords(
      String name, String special, Optional<String> scope, String first, Optional<String> role) {
    Passwords others = new Passwords(first + "-", role);
    return new Caller(
        name, special, scope, i -> List.of(i == 0 ? basic(first, "python") : others.header()));
  }

  private void caller(String name, Headers headers) {
    callers.add(new Caller(name, name, Optional.empty(), headers));
  }

  private static Caller caller(String name, String special, String scope, String... headers) {
    return new Caller(name, special, Optional.of(scope), _ -> List.of(headers));
  }

  private void operate(String operation, String... arguments) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      all.put(arguments[i], arguments[i + 1]);
    }
    assertThat(server.operate(operation, all)).isInstanceOf(Done.class);
  }

  private void register(String username) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
  }

  /** Returns a scope in a form that a name may contain. */
  private static String plain(String scope) {
    return scope.replace(':', '-');
  }

  private String tokenOf(String username, String query) {
    JsonNode answer = server.calls().get("/api/token" + query, basic(username, "python")).json();
    return answer.get("token").asText();
  }

  private String token(String username, String query) {
    return "Authorization: Bearer " + tokenOf(username, query);
  }

  private String key(String username, String scope) {
    return key(username, scope, "");
  }

  private String key(String username, String scope, String more) {
    String body = "{\"name\":\"a key\",\"scopes\":[\"" + scope + "\"]" + more + "}";
    Reply reply = server.calls().post("/api/me/keys", body, basic(username, "python"));
    return reply.json().get("key").asText();
  }

  private String impersonated(String username, String admin) {
    String path = "/api/admin/users/" + server.account(username).id() + "/impersonation";
    Reply reply = server.calls().post(path, "{\"reason\":\"a call\"}", basic(admin, "python"));
    return "Authorization: Bearer " + reply.json().get("token").asText();
  }

  private String ofUser0() {
    return server
        .calls()
        .get("/api/organizations", basic("user-0", "python"))
        .json()
        .get("organizations")
        .get(0)
        .get("id")
        .asText();
  }

  private String loggedOut() {
    String header = token("user-0", "");
    server.calls().call("DELETE", "/api/token", Optional.empty(), header);
    return header;
  }

  /**
   * Accounts with the password {@code python}. Each account is used until a call closes it or
   * revokes its sessions. All accounts share one hash, because computing a hash, and checking it
   * for each account, would take most of the test's time.
   */
  private final class Passwords {
    private final String prefix;
    private final Optional<String> role;
    private Optional<Account> account = Optional.empty();
    private int made;

    Passwords(String prefix, Optional<String> role) {
      this.prefix = prefix;
      this.role = role;
    }

    String header() {
      boolean usable = account.filter(each -> server.account(each.id()).equals(each)).isPresent();
      if (!usable) {
        account = Optional.of(stored(prefix + made++, role));
      }
      return basic(account.orElseThrow().username(), "python");
    }
  }

  private Account stored(String username, Optional<String> role) {
    String hash = server.account("user-0").passwordHash().orElseThrow();
    return server
        .store()
        .inTransaction(
            tx -> {
              Account made =
                  new AccountRows(tx).create(username, hash, clock.instant()).orElseThrow();
              role.ifPresent(
                  name ->
                      tx.sql()
                          .change(
                              "INSERT INTO account_role (account_id, role) VALUES (?, ?)",
                              made.id(),
                              name));
              return made;
            });
  }
}
