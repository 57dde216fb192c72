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
import dev.restauth.listener.QuietLogs;
import dev.restauth.operator.Reply.Done;
import dev.restauth.role.RoleScene;
import dev.restauth.servicekey.Scope;
import dev.restauth.token.AdoptedScene;
import dev.restauth.trial.AdministrativeRoutes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Calls every route of the server as every kind of caller. The routes come from the table of routes, so that no new one
 * is forgotten; what their access rules mean is said once, in {@link #TABLE}.
 */
@ExtendWith(QuietLogs.class)
class AccessTableTest {
  /**
   * What a caller gets: <i>ok</i>, an answer of the route itself; <i>401</i>, a challenge; <i>rights</i>, 401 {@code
   * rights-changed}; <i>scope</i>, 403 {@code insufficient-scope}; <i>password</i>, 403 {@code password-required};
   * <i>origin</i>, 403 {@code cross-origin-credentials}; <i>keys</i>, 403 {@code not-for-keys}; <i>acting</i>, 403 {@code not-for-impersonation}. An
   * impersonated token opens the calls that read, and DELETE /api/token.
   */
  private static final String TABLE =
      """
      caller                        | read | all    | all or user | user     | profile  | own key  | any token | renewal | log-out | service | administrative | user or administrator
      nobody                        | ok   | ok     | ok          | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401
      wrong password                | ok   | ok     | 401         | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401
      password                      | ok   | ok     | ok          | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok
      password, from another origin | ok   | origin | origin      | origin   | origin   | origin   | origin    | origin  | origin  | origin  | origin         | origin
      token                         | ok   | ok     | ok          | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok
      token as user name            | ok   | ok     | ok          | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok
      token in an organisation      | ok   | ok     | ok          | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok
      token that was logged out     | ok   | ok     | 401         | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401
      token without api             | ok   | ok     | scope       | scope    | scope    | scope    | scope     | ok      | ok      | 401     | scope          | scope
      token outdated by its account | ok   | ok     | rights      | rights   | rights   | rights   | rights    | ok      | ok      | 401     | rights         | rights
      token outdated by a role      | ok   | ok     | rights      | rights   | rights   | rights   | rights    | ok      | ok      | 401     | rights         | rights
      adopted token                 | ok   | ok     | password    | password | password | password | ok        | ok      | ok      | 401     | scope          | password
      personal key                  | ok   | ok     | keys        | keys     | ok       | keys     | ok        | ok      | keys    | 401     | keys           | keys
      personal key as user name     | ok   | ok     | keys        | keys     | ok       | keys     | ok        | ok      | keys    | 401     | keys           | keys
      personal key as password      | ok   | ok     | keys        | keys     | ok       | keys     | ok        | ok      | keys    | 401     | keys           | keys
      token of a personal key       | ok   | ok     | keys        | keys     | ok       | keys     | ok        | ok      | keys    | 401     | keys           | keys
      personal key without api      | ok   | ok     | keys        | keys     | scope    | keys     | scope     | ok      | keys    | 401     | keys           | keys
      personal key that was deleted | ok   | ok     | 401         | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401
      personal key, owner has left  | ok   | ok     | 401         | 401      | 401      | keys     | 401       | 401     | 401     | 401     | 401            | 401
      token of such a key           | ok   | ok     | keys        | keys     | rights   | keys     | rights    | ok      | keys    | 401     | keys           | keys
      service key                   | ok   | ok     | 401         | 401      | 401      | 401      | 401       | 401     | 401     | scope   | scope          | 401
      service key with it           | -    | -      | -           | -        | -        | -        | -         | -       | -       | ok      | ok             | -
      password with it              | -    | -      | -           | -        | -        | -        | -         | -       | -       | -       | ok             | ok
      with it, from another origin  | -    | -      | -           | -        | -        | -        | -         | -       | -       | -       | origin         | origin
      token of one with it          | ok   | ok     | ok          | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok
      administrative session        | ok   | ok     | scope       | scope    | scope    | scope    | scope     | ok      | ok      | 401     | scope          | scope
      administrative session for it | -    | -      | -           | -        | -        | -        | -         | -       | -       | -       | ok             | ok
      session, the scope was taken  | ok   | ok     | rights      | rights   | rights   | rights   | rights    | ok      | ok      | 401     | rights         | rights
      impersonated, reading         | ok   | -      | -           | ok       | ok       | -        | ok        | acting  | -       | 401     | acting         | ok
      impersonated, changing        | -    | ok     | acting      | acting   | -        | acting   | -         | -       | ok      | 401     | acting         | acting
      """;

  private static final Map<Access, String> OF_USERS =
      Map.of(
          Access.USER, "user",
          Access.PROFILE, "profile",
          Access.END_OF_KEY, "own key",
          Access.USER_BY_ANY_TOKEN, "any token",
          Access.RENEWAL, "renewal",
          Access.LOG_OUT, "log-out");

  private static final String IMPERSONATED = "impersonated";
  private static final String BASIC = "Basic realm=\"Authentication Required\"";
  private static final String BEARER = "Bearer realm=\"Authentication Required\"";
  private static final String INVALID = BEARER + ", error=\"invalid_token\"";
  private static final String ELSEWHERE = "Origin: https://elsewhere.example";
  private static final SetClock CLOCK = new SetClock();

  @RegisterExtension
  static final TestServer server = new TestServer(CLOCK, Map.of()).with(new AdministrativeRoutes());

  private static final Map<String, Map<String, String>> EXPECTED = table();
  private static final List<Caller> CALLERS = new ArrayList<>();

  /** More than there are calls that end the session of a token. */
  private static final int SPARE_TOKENS = 3;

  private static Optional<Connection> connection = Optional.empty();

  /** How often a caller needs credentials that are not used for another call: for calls that may end them. */
  private static int ends;

  /**
   * A caller.
   *
   * @param name its row in the table
   * @param special its row for routes that ask for its scope
   * @param scope that scope
   * @param headers the headers of each call; those of number 0 for calls that end nothing
   */
  private record Caller(String name, String special, Optional<String> scope, Headers headers) {
    String row(Rule rule) {
      if (name.equals(IMPERSONATED)) {
        return name + (rule.reads() ? ", reading" : ", changing");
      }
      return scope.isPresent() && scope.equals(rule.scope()) ? special : name;
    }
  }

  /**
   * An access rule: its column of the table, and the scope that it asks for.
   *
   * @param named the scope that a refusal names
   * @param reads whether the call only reads
   */
  private record Rule(
      String column, Optional<String> scope, Optional<String> named, boolean reads) {
    Rule(String column, Optional<String> scope) {
      this(column, scope, scope, false);
    }

    static Rule of(Access access, Method method) {
      Rule rule = any(access, method);
      return new Rule(rule.column(), rule.scope(), rule.named(), method.equals(Method.GET));
    }

    private static Rule any(Access access, Method method) {
      return switch (access) {
        case Access.All _ -> new Rule(method.equals(Method.GET) ? "read" : "all", Optional.empty());
        case Access.AllOrUser _ -> new Rule("all or user", Optional.of(AdministrativeScope.API));
        case Access.User user ->
            new Rule(
                Optional.ofNullable(OF_USERS.get(user)).orElse(user.toString()),
                Optional.of(AdministrativeScope.API));
        case Access.Service(String scope) -> new Rule("service", Optional.of(scope));
        case Access.Administrative(AdministrativeScope scope) ->
            new Rule("administrative", Optional.of(scope.text()));
        case Access.Operator _ -> new Rule("only on the Unix socket", Optional.empty());
        case Access.UserOrAdministrator(AdministrativeScope scope) ->
            new Rule(
                "user or administrator",
                Optional.of(scope.text()),
                Optional.of(AdministrativeScope.API),
                false);
      };
    }
  }

  /**
   * Accounts with the password {@code python}, one after the other: each until a call has closed it, or has ended its
   * sessions. They have one hash, since making it, and checking it for each account, is most of the work of this test.
   */
  private static final class Passwords {
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

  private static Account stored(String username, Optional<String> role) {
    String hash = server.account("user-0").passwordHash().orElseThrow();
    return server
        .store()
        .inTransaction(
            tx -> {
              Account made =
                  new AccountRows(tx).create(username, hash, CLOCK.instant()).orElseThrow();
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

  private static Map<String, Map<String, String>> table() {
    List<List<String>> lines =
        TABLE
            .lines()
            .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
            .toList();
    Map<String, Map<String, String>> rows = new HashMap<>();
    for (List<String> line : lines.subList(1, lines.size())) {
      Map<String, String> row = new HashMap<>();
      for (int i = 1; i < line.size(); i++) {
        row.put(lines.getFirst().get(i), line.get(i));
      }
      rows.put(line.getFirst(), row);
    }
    return rows;
  }

  @BeforeAll
  static void makeCallers() {
    ends =
        (int)
            server.accessByPath().values().stream()
                .filter(methods -> methods.containsKey(Method.of("DELETE")))
                .count();
    operate("role.define", "role", "writer", "scopes", "posts:write");
    operate("role.define", "role", "reader", "scopes", "posts:read");
    caller("nobody", _ -> List.of());
    caller("wrong password", _ -> List.of(basic("nobody-of-that-name", "python")));
    password("user-0");
    CALLERS.add(passwords("password", "password", Optional.empty(), "user-0", Optional.empty()));
    caller("password, from another origin", _ -> List.of(basic("user-0", "python"), ELSEWHERE));
    caller("token", tokens(() -> token("user-0", "")));
    caller("token as user name", each(_ -> List.of(basic(tokenOf("user-0", ""), ""))));
    operate("org.create", "slug", "acme", "name", "Acme", "username", "user-0");
    String organization = ofUser0();
    caller(
        "token in an organisation", tokens(() -> token("user-0", "?organization=" + organization)));
    String loggedOut = loggedOut();
    caller("token that was logged out", _ -> List.of(loggedOut));
    password("writer");
    operate("role.assign", "role", "writer", "username", "writer");
    caller("token without api", tokens(() -> token("writer", "?scope=posts:write")));
    String personal = key("user-0", "api");
    caller("personal key", _ -> List.of("Authorization: Bearer " + personal));
    caller("personal key as user name", _ -> List.of(basic(personal, "")));
    caller("personal key as password", _ -> List.of(basic("token", personal)));
    String traded =
        server.calls().get("/api/token", basic(personal, "")).json().get("token").asText();
    caller("token of a personal key", _ -> List.of("Authorization: Bearer " + traded));
    String narrow = key("writer", "posts:write");
    caller("personal key without api", _ -> List.of("Authorization: Bearer " + narrow));
    String deleted = key("user-0", "api");
    server.calls().form("/oauth/revoke", "token=" + deleted);
    caller("personal key that was deleted", _ -> List.of("Authorization: Bearer " + deleted));
    makeLapsedKeys(organization);
    password("changed");
    caller("token outdated by its account", tokens(() -> token("changed", "")));
    operate("role.assign", "role", "writer", "username", "changed");
    password("reader");
    operate("role.assign", "role", "reader", "username", "reader");
    caller("token outdated by a role", tokens(() -> token("reader", "")));
    operate("role.define", "role", "reader", "scopes", "");
    AdoptedScene adopted = new AdoptedScene(server, CLOCK);
    long later = CLOCK.instant().plus(Duration.ofDays(1)).getEpochSecond();
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
      CALLERS.add(
          caller(
              "service key", "service key with it", scope.text(), "Authorization: Bearer " + key));
    }
    for (AdministrativeScope scope : AdministrativeScope.values()) {
      makeAdministrators(scope);
    }
    password("victim");
    var _ = stored("acting", Optional.of("all-users-impersonate"));
    caller(IMPERSONATED, tokens(() -> impersonated("victim", "acting")));
  }

  /** Makes a key whose owner leaves its organisation. */
  private static void makeLapsedKeys(String organization) {
    password("left");
    operate("org.add", "slug", "acme", "username", "left", "role", "member");
    String key = key("left", "api", ",\"organization\":\"" + organization + "\"");
    String traded = server.calls().get("/api/token", basic(key, "")).json().get("token").asText();
    operate("org.remove", "slug", "acme", "username", "left");
    caller("personal key, owner has left", _ -> List.of("Authorization: Bearer " + key));
    caller("token of such a key", _ -> List.of("Authorization: Bearer " + traded));
  }

  private static void makeAdministrators(AdministrativeScope scope) {
    String role = "all-" + plain(scope.text());
    operate("role.define", "role", role, "scopes", scope.text());
    String admin = role + "-0";
    var _ = stored(admin, Optional.of(role));
    CALLERS.add(
        passwords(
            "password", "password with it", Optional.of(scope.text()), admin, Optional.of(role)));
    CALLERS.add(
        caller(
            "password, from another origin",
            "with it, from another origin",
            scope.text(),
            basic(admin, "python"),
            ELSEWHERE));
    caller("token of one with it", tokens(() -> token(admin, "")));
    String query = "?scope=" + scope.text();
    CALLERS.add(
        new Caller(
            "administrative session",
            "administrative session for it",
            Optional.of(scope.text()),
            tokens(() -> token(admin, query))));
    String former = stored("former-" + plain(scope.text()), Optional.of(role)).username();
    caller("session, the scope was taken", tokens(() -> token(former, query)));
    operate("role.take", "role", role, "username", former);
  }

  /** Makes the headers of one call. */
  private interface Headers {
    List<String> number(int i);
  }

  private static Headers each(Headers headers) {
    return IntStream.rangeClosed(0, ends).mapToObj(headers::number).toList()::get;
  }

  /** Makes tokens now, each of which is presented until a call has ended its session. */
  private static Headers tokens(Supplier<String> token) {
    List<String> made = Stream.generate(token).limit(1 + SPARE_TOKENS).toList();
    return i ->
        List.of(
            i == 0
                ? made.getFirst()
                : made.stream().skip(1).filter(AccessTableTest::isLive).findFirst().orElseThrow());
  }

  private static boolean isLive(String bearer) {
    String sid = RoleScene.claims(bearer.replaceFirst(".* ", "")).get("sid").asText();
    return Rows.count(server, "SELECT count(*) AS n FROM session WHERE id = ?", sid) > 0;
  }

  /**
   * A caller by password.
   *
   * @param first the account for calls that end nothing
   */
  private static Caller passwords(
      String name, String special, Optional<String> scope, String first, Optional<String> role) {
    Passwords others = new Passwords(first + "-", role);
    return new Caller(
        name, special, scope, i -> List.of(i == 0 ? basic(first, "python") : others.header()));
  }

  private static void caller(String name, Headers headers) {
    CALLERS.add(new Caller(name, name, Optional.empty(), headers));
  }

  private static Caller caller(String name, String special, String scope, String... headers) {
    return new Caller(name, special, Optional.of(scope), _ -> List.of(headers));
  }

  private static void operate(String operation, String... arguments) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      all.put(arguments[i], arguments[i + 1]);
    }
    assertThat(server.operate(operation, all)).isInstanceOf(Done.class);
  }

  /** Registers a user, and returns the header with the password. */
  private static String password(String username) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    return basic(username, "python");
  }

  /** Returns a scope as a part of a name. */
  private static String plain(String scope) {
    return scope.replace(':', '-');
  }

  private static String tokenOf(String username, String query) {
    JsonNode answer = server.calls().get("/api/token" + query, basic(username, "python")).json();
    return answer.get("token").asText();
  }

  private static String token(String username, String query) {
    return "Authorization: Bearer " + tokenOf(username, query);
  }

  private static String key(String username, String scope) {
    return key(username, scope, "");
  }

  private static String key(String username, String scope, String more) {
    String body = "{\"name\":\"a key\",\"scopes\":[\"" + scope + "\"]" + more + "}";
    Reply reply = server.calls().post("/api/me/keys", body, basic(username, "python"));
    return reply.json().get("key").asText();
  }

  private static String impersonated(String username, String admin) {
    String path = "/api/admin/users/" + server.account(username).id() + "/impersonation";
    Reply reply = server.calls().post(path, "{\"reason\":\"a call\"}", basic(admin, "python"));
    return "Authorization: Bearer " + reply.json().get("token").asText();
  }

  private static String ofUser0() {
    return server
        .calls()
        .get("/api/organizations", basic("user-0", "python"))
        .json()
        .get("organizations")
        .get(0)
        .get("id")
        .asText();
  }

  private static String loggedOut() {
    String header = token("user-0", "");
    server.calls().call("DELETE", "/api/token", Optional.empty(), header);
    return header;
  }

  @Test
  void everyRouteAdmitsWhomItsRuleNamesAndNobodyElse() {
    List<String> wrong = new ArrayList<>();
    int[] ending = {0};
    int calls = 0;
    for (var path : new TreeMap<>(server.accessByPath()).entrySet()) {
      for (var route : path.getValue().entrySet()) {
        boolean ends = route.getKey().equals(Method.of("DELETE"));
        int number = ends ? ++ending[0] : 0;
        Rule rule = Rule.of(route.getValue(), route.getKey());
        for (Caller caller : CALLERS) {
          String expected =
              Optional.ofNullable(EXPECTED.get(caller.row(rule)))
                  .map(row -> row.get(rule.column()))
                  .orElse("no such cell in the table");
          List<String> headers = caller.headers().number(number);
          Reply reply = call(route.getKey(), path.getKey(), headers);
          String got = verdict(reply, rule, headers);
          calls++;
          if (!got.equals(expected)) {
            wrong.add(
                "%s %s (%s) as %s: expected %s, got %s: %.300s"
                    .formatted(
                        route.getKey().text(),
                        path.getKey(),
                        rule.column(),
                        caller.row(rule),
                        expected,
                        got,
                        reply));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(calls).isGreaterThan(40 * CALLERS.size());
  }

  /** Operators' routes exist on the Unix socket alone: by TCP nobody finds them, with any method. */
  @Test
  void nobodyFindsOperatorsRoutesByTcp() {
    for (Caller caller : CALLERS) {
      for (Method method : List.of(Method.POST, Method.GET, Method.OPTIONS, Method.DELETE)) {
        List<String> headers = caller.headers().number(0);
        Reply operators = call(method, "/operator/user.show", headers);
        Reply nothings = call(method, "/operator/nothing", headers);
        assertThat(operators.status()).isEqualTo(404).isEqualTo(nothings.status());
        assertThat(operators.body()).isEqualTo(nothings.body());
        assertThat(operators.headers().stream().map(Map.Entry::getKey))
            .containsExactlyElementsOf(nothings.headers().stream().map(Map.Entry::getKey).toList());
      }
    }
    assertThat(server.accessByPath().keySet()).noneMatch(path -> path.startsWith("/operator"));
  }

  /** Each cell is of use: a rule that no route has any more leaves the table. */
  @Test
  void everyRuleOfTheTableIsOneOfARoute() {
    assertThat(
            server.accessByPath().values().stream()
                .flatMap(methods -> methods.entrySet().stream())
                .map(route -> Rule.of(route.getValue(), route.getKey()).column())
                .distinct())
        .containsExactlyInAnyOrderElementsOf(EXPECTED.getOrDefault("nobody", Map.of()).keySet());
  }

  /** Says what the answer is; one of the route itself is "ok", whatever the route thinks of the empty request. */
  private static String verdict(Reply reply, Rule rule, List<String> headers) {
    String scope = rule.named().orElse("");
    List<String> challenges = reply.all("www-authenticate");
    String problem = reply.status() + " " + type(reply);
    if (problem.equals("401 unauthorized")) {
      return challenges.equals(challenges(rule, headers)) ? "401" : "challenges";
    }
    if (problem.equals("401 rights-changed")) {
      return challenges.equals(List.of(BASIC, INVALID)) ? "rights" : "challenges";
    }
    if (problem.equals("403 insufficient-scope") && !challenges.isEmpty()) {
      String missing = BEARER + ", error=\"insufficient_scope\", scope=\"" + scope + "\"";
      return challenges.equals(List.of(missing)) ? "scope" : "challenges";
    }
    if (problem.equals("403 password-required") && reply.body().contains("previous application")) {
      return "password";
    }
    if (problem.equals("403 cross-origin-credentials")) {
      return "origin";
    }
    if (problem.equals("403 not-for-keys")) {
      return "keys";
    }
    if (problem.equals("403 not-for-impersonation")) {
      return "acting";
    }
    boolean isOfTheRoute =
        switch (reply.status()) {
          case 404 -> !reply.body().contains("Nothing is at this path");
          case 405, 429, 500, 503 -> false;
          default -> true;
        };
    return isOfTheRoute ? "ok" : "trouble";
  }

  private static List<String> challenges(Rule rule, List<String> headers) {
    boolean bearer = headers.stream().anyMatch(header -> header.contains("Bearer "));
    if (!rule.column().equals("service")) {
      return bearer ? List.of(BASIC, INVALID) : List.of(BASIC);
    }
    return headers.isEmpty() ? List.of(BEARER) : bearer ? List.of(INVALID) : List.of(BASIC, BEARER);
  }

  private static String type(Reply reply) {
    boolean problem =
        reply
            .header("content-type")
            .filter(type -> type.startsWith("application/problem"))
            .isPresent();
    return problem ? reply.json().get("type").asText().replaceAll(".*/", "") : "";
  }

  /** Sends an empty request, and reads no more of a stream than its header. */
  private static Reply call(Method method, String path, List<String> headers) {
    String filled =
        path.replaceFirst("^/api/admin/users/\\{id\\}", "/api/admin/users/999999") // of nobody
            .replace("{id}", "1")
            .replace("{name}", "nothing")
            .replace("{role}", "of-nobody")
            .replace("{organization_role}", "owner")
            .replaceAll("\\{(sid|request|invitation|organization|key)\\}", "A".repeat(22));
    assertThat(filled).as("a new placeholder needs a value here").doesNotContain("{");
    List<String> lines =
        Stream.of(
                Stream.of(
                    method.text() + " " + filled + " HTTP/1.1", "Host: 127.0.0.1:" + server.port()),
                headers.stream(),
                Stream.of("Accept: application/json", "Content-Length: 0", "", ""))
            .flatMap(each -> each)
            .toList();
    try {
      if (connection.isEmpty()) {
        connection = Optional.of(new Connection(server.calls().connect()));
      }
      Reply reply = connection.get().call(String.join("\r\n", lines));
      boolean isStream = reply.status() == 200 && reply.header("content-length").isEmpty();
      if (isStream || reply.header("connection").filter("close"::equals).isPresent()) {
        disconnect();
      }
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void disconnect() throws IOException {
    if (connection.isPresent()) {
      connection.get().socket().close();
      connection = Optional.empty();
    }
  }

  /** A connection for many calls: one for each call would take most of the time. */
  private record Connection(Socket socket, InputStream in) {
    Connection(Socket socket) throws IOException {
      this(socket, new BufferedInputStream(socket.getInputStream()));
    }

    Reply call(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return HttpCalls.readOne(in);
    }
  }
}
