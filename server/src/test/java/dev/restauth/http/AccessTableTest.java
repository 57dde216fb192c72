package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.trial.AdministrativeRoutes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Calls every route of the server as every kind of caller. The routes come from the routing table,
 * so that the test covers new routes automatically. {@link #TABLE} states once what each access
 * rule means.
 */
@ExtendWith(QuietLogs.class)
class AccessTableTest {
  /**
   * The answers that callers get: <i>ok</i>, a response of the route itself; <i>401</i>, a
   * challenge; <i>rights</i>, 401 {@code rights-changed}; <i>scope</i>, 403 {@code
   * insufficient-scope}; <i>password</i>, 403 {@code password-required};
   * <i>origin</i>, 403 {@code cross-origin-credentials}; <i>keys</i>, 403 {@code not-for-keys};
   * <i>acting</i>, 403 {@code not-for-impersonation}. An impersonation token may make the calls
   * that read, and DELETE /api/token.
   */
  private static final String TABLE =
      """
      caller                        | read | all    | all or user | log in | user     | profile  | own key  | any token | renewal | log-out | service | administrative | user or administrator | page
      nobody                        | ok   | ok     | ok          | ok     | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401 | ok
      wrong password                | ok   | ok     | 401         | 401    | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401 | ok
      password                      | ok   | ok     | ok          | ok     | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok | ok
      password, from another origin | ok   | origin | origin      | origin | origin   | origin   | origin   | origin    | origin  | origin  | origin  | origin         | origin | ok
      token                         | ok   | ok     | ok          | ok     | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok | ok
      token as user name            | ok   | ok     | ok          | ok     | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok | ok
      token in an organisation      | ok   | ok     | ok          | ok     | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok | ok
      token that was logged out     | ok   | ok     | 401         | 401    | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401 | ok
      token without api             | ok   | ok     | scope       | ok     | scope    | scope    | scope    | scope     | ok      | ok      | 401     | scope          | scope | ok
      token outdated by its account | ok   | ok     | rights      | rights | rights   | rights   | rights   | rights    | ok      | ok      | 401     | rights         | rights | ok
      token outdated by a role      | ok   | ok     | rights      | rights | rights   | rights   | rights   | rights    | ok      | ok      | 401     | rights         | rights | ok
      adopted token                 | ok   | ok     | password    | password| password | password | password | ok        | ok      | ok      | 401     | scope          | password | ok
      personal key                  | ok   | ok     | keys        | keys   | keys     | ok       | keys     | ok        | ok      | keys    | 401     | keys           | keys | ok
      personal key as user name     | ok   | ok     | keys        | keys   | keys     | ok       | keys     | ok        | ok      | keys    | 401     | keys           | keys | ok
      personal key as password      | ok   | ok     | keys        | keys   | keys     | ok       | keys     | ok        | ok      | keys    | 401     | keys           | keys | ok
      token of a client             | ok   | ok     | 401         | 401    | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401 | ok
      such a token as user name     | ok   | ok     | 401         | 401    | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401 | ok
      token of a client for itself  | ok   | ok     | 401         | 401    | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401 | ok
      token of a personal key       | ok   | ok     | keys        | keys   | keys     | ok       | keys     | ok        | ok      | keys    | 401     | keys           | keys | ok
      personal key without api      | ok   | ok     | keys        | keys   | keys     | scope    | keys     | scope     | ok      | keys    | 401     | keys           | keys | ok
      personal key that was deleted | ok   | ok     | 401         | 401    | 401      | 401      | 401      | 401       | 401     | 401     | 401     | 401            | 401 | ok
      personal key, owner has left  | ok   | ok     | 401         | 401    | 401      | 401      | keys     | 401       | 401     | 401     | 401     | 401            | 401 | ok
      token of such a key           | ok   | ok     | keys        | keys   | keys     | rights   | keys     | rights    | ok      | keys    | 401     | keys           | keys | ok
      service key                   | ok   | ok     | 401         | 401    | 401      | 401      | 401      | 401       | 401     | 401     | scope   | scope          | 401 | ok
      service key with it           | -    | -      | -           | -      | -        | -        | -        | -         | -       | -       | ok      | ok             | - | -
      password with it              | -    | -      | -           | -      | -        | -        | -        | -         | -       | -       | -       | ok             | ok | -
      with it, from another origin  | -    | -      | -           | -      | -        | -        | -        | -         | -       | -       | -       | origin         | origin | -
      token of one with it          | ok   | ok     | ok          | ok     | ok       | ok       | ok       | ok        | ok      | ok      | 401     | scope          | ok | ok
      administrative session        | ok   | ok     | scope       | ok     | scope    | scope    | scope    | scope     | ok      | ok      | 401     | scope          | scope | ok
      administrative session for it | -    | -      | -           | -      | -        | -        | -        | -         | -       | -       | -       | ok             | ok | -
      session, the scope was taken  | ok   | ok     | rights      | rights | rights   | rights   | rights   | rights    | ok      | ok      | 401     | rights         | rights | ok
      impersonated, reading         | ok   | -      | -           | -      | ok       | ok       | -        | ok        | acting  | -       | 401     | acting         | ok | ok
      impersonated, changing        | -    | ok     | acting      | acting | acting   | -        | acting   | -         | -       | ok      | 401     | acting         | acting | ok
      """;

  private static final Map<Access, String> OF_USERS =
      Map.of(
          Access.USER, "user",
          Access.PROFILE, "profile",
          Access.END_OF_KEY, "own key",
          Access.USER_BY_ANY_TOKEN, "any token",
          Access.RENEWAL, "renewal",
          Access.LOG_OUT, "log-out");

  private static final String BASIC = "Basic realm=\"Authentication Required\"";
  private static final String BEARER = "Bearer realm=\"Authentication Required\"";
  private static final String INVALID = BEARER + ", error=\"invalid_token\"";
  private static final SetClock CLOCK = new SetClock();

  @RegisterExtension
  static final TestServer server = new TestServer(CLOCK).with(new AdministrativeRoutes());

  private static final Map<String, Map<String, String>> EXPECTED = table();
  private static List<AccessCallers.Caller> callers = List.of();
  private static Optional<Connection> connection = Optional.empty();

  /**
   * An access rule: its column in the table, and the scope that it requires.
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
        case Access.Page _ -> new Rule("page", Optional.empty());
        case Access.AllOrUser rule ->
            new Rule(
                rule.equals(Access.LOG_IN) ? "log in" : "all or user",
                Optional.of(AdministrativeScope.API));
        case Access.User user ->
            new Rule(
                Optional.ofNullable(OF_USERS.get(user)).orElse(user.toString()),
                Optional.of(AdministrativeScope.API));
        case Access.Service(String scope) -> new Rule("service", Optional.of(scope));
        case Access.ServiceOr(String scope, var _) -> new Rule("service", Optional.of(scope));
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

  @BeforeAll
  static void makeCallers() {
    callers = new AccessCallers(server, CLOCK).made();
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

  /**
   * Calls each route as one caller of each row. Several callers belong to the same row if they have
   * different scopes; the routes take turns with them.
   */
  @Test
  void everyRouteAdmitsWhomItsRuleNamesAndNobodyElse() {
    int calls = assertAnswers(true);
    assertThat(calls).isGreaterThan(40 * EXPECTED.size());
  }

  @Test
  @Tag("long")
  void everyRouteAnswersTheOtherCallersOfARowInTheSameWay() {
    int calls = assertAnswers(false);
    assertThat(calls).isGreaterThan(40 * (callers.size() - EXPECTED.size()));
  }

  /**
   * Calls all routes and returns the number of calls.
   *
   * @param first whether the callers are one for each row, or all others
   */
  private static int assertAnswers(boolean first) {
    List<String> wrong = new ArrayList<>();
    int[] ending = {0};
    int[] turn = {0};
    int calls = 0;
    for (var path : new TreeMap<>(server.accessByPath()).entrySet()) {
      for (var route : path.getValue().entrySet()) {
        boolean ends = route.getKey().equals(Method.of("DELETE"));
        int number = ends ? ++ending[0] : 0;
        Rule rule = Rule.of(route.getValue(), route.getKey());
        Set<AccessCallers.Caller> ones = oneOfEachRow(rule, turn[0]++);
        for (AccessCallers.Caller caller : callers) {
          if (ones.contains(caller) != first) {
            continue;
          }
          String expected =
              Optional.ofNullable(EXPECTED.get(caller.row(rule.scope(), rule.reads())))
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
                        caller.row(rule.scope(), rule.reads()),
                        expected,
                        got,
                        reply));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    return calls;
  }

  private static Set<AccessCallers.Caller> oneOfEachRow(Rule rule, int turn) {
    return callers.stream()
        .collect(Collectors.groupingBy(caller -> caller.row(rule.scope(), rule.reads())))
        .values()
        .stream()
        .map(row -> row.get(turn % row.size()))
        .collect(Collectors.toSet());
  }

  /** Operator routes exist only on the Unix socket. */
  @Test
  void operatorRoutesAreNotFoundOverTcp() {
    for (AccessCallers.Caller caller : callers) {
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

  /** Each cell of the table must be used, so that the table contains no rule without a route. */
  @Test
  void everyRuleOfTheTableBelongsToARoute() {
    assertThat(
            server.accessByPath().values().stream()
                .flatMap(methods -> methods.entrySet().stream())
                .map(route -> Rule.of(route.getValue(), route.getKey()).column())
                .distinct())
        .containsExactlyInAnyOrderElementsOf(EXPECTED.getOrDefault("nobody", Map.of()).keySet());
  }

  /**
   * Returns the kind of a response. Any response of the route itself is "ok", even if the route
   * refuses the empty request.
   */
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

  /** Sends an empty request. Reads only the header of a stream. */
  private static Reply call(Method method, String path, List<String> headers) {
    String filled =
        path.replaceFirst(
                "^/api/admin/users/\\{id\\}", "/api/admin/users/999999") // no such account
            .replace("{id}", "1")
            .replace("{name}", "nothing")
            .replace("{role}", "of-nobody")
            .replace("{organization_role}", "owner")
            .replace("{secret}", "5f0c1d2e3b4a5968")
            .replaceAll(
                "\\{(sid|request|invitation|organization|key|passkey|device|client)\\}",
                "A".repeat(22));
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

  /**
   * A connection for many calls. A separate connection for each call would take most of the test's
   * time.
   */
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
