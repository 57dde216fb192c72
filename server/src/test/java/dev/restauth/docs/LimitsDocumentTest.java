package dev.restauth.docs;

import static dev.restauth.http.HttpCalls.basic;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparison of the fixed limits in docs/configuration.md with the program's limits. */
class LimitsDocumentTest {
  private static final String REQUEST_LINE = "request line";

  @TempDir Path folder;

  /**
   * Sends a request of a given size and returns the result: a status, or words that the document
   * uses.
   */
  private interface Probe {
    String outcome(TestServer server, int size);
  }

  private static final Map<String, Probe> PROBES =
      Map.ofEntries(
          entry(
              "`Authorization` field",
              (server, size) ->
                  status(get(server, "/api/resource", "Authorization: " + "x".repeat(size)))),
          entry("all header fields together", LimitsDocumentTest::headers),
          entry(
              REQUEST_LINE,
              (server, size) ->
                  status(get(server, "/" + "x".repeat(size - "GET / HTTP/1.1".length())))),
          entry("body", (server, size) -> register(server, "body", "p", "x", size)),
          entry(
              "JSON nesting",
              (server, size) ->
                  register(server, "deep", "p", "[".repeat(size - 1) + "]".repeat(size - 1))),
          entry(
              "key of a JSON object",
              (server, size) ->
                  post(
                      server,
                      "{\"username\":\"key\",\"password\":\"p\",\"" + "k".repeat(size) + "\":1}")),
          entry(
              "digits of a JSON number",
              (server, size) -> register(server, "digits", "p", "1".repeat(size))),
          entry( // the other values are the object, two members and the array
              "values in a JSON body, arrays and objects counted too",
              (server, size) ->
                  register(server, "values", "p", "[1" + ",1".repeat(size - 5) + "]")),
          entry(
              "parameters of a form",
              (server, size) ->
                  status(server.calls().form("/oauth/revoke", "token=x" + more(size - 1)))),
          entry("user name, new", (server, size) -> register(server, "n".repeat(size), "p", "1")),
          entry("user name, presented", LimitsDocumentTest::presented),
          entry("password, presented", LimitsDocumentTest::presentedPassword),
          entry(
              "password, new", (server, size) -> register(server, "long", "p".repeat(size), "1")));

  private static final Map<String, String> CONSTANTS =
      Map.ofEntries(
          entry("token", "token.TokenProfile LENGTH_AT_MOST"),
          entry("token that may be issued, by the settings", "token.TokenProfile ISSUED_AT_MOST"),
          entry(
              "time from a complete request to the end of its answer",
              "listener.HttpServer ANSWER_TIMEOUT"),
          entry(
              "time without data from the client after the last answer on a connection; if"
                  + " the client keeps sending, `request-timeout`",
              "listener.HttpServer LINGER_TIMEOUT"),
          entry(
              "line with the size and extensions of a chunk; line of a trailer",
              "listener.BodyReader LINE_AT_MOST"),
          entry(
              "data that the server reads while it still answers the previous request",
              "listener.Http1Connection AHEAD_BYTES"),
          entry(
              "HTTP/1.1 answers on a connection that the client has not read",
              "listener.ConnectionInitializer UNSENT_BYTES"),
          entry("connections that wait to be accepted", "listener.HttpServer BACKLOG"),
          entry(
              "interval of the search for slow and silent connections",
              "listener.Sweep INTERVAL_MILLIS"),
          entry(
              "connections of commands to the server's Unix socket",
              "listener.OperatorSocket CONNECTIONS_AT_MOST"),
          entry(
              "commands that a server performs at the same time",
              "operator.OperatorRoutes AT_ONCE"),
          entry("HTTP/2 streams on a connection", "listener.Http2Client STREAMS"),
          entry(
              "bodies of unanswered HTTP/2 requests on a connection",
              "listener.http2.Codec CONNECTION_WINDOW"),
          entry(
              "unanswered HTTP/2 requests, with fields and bodies, on a connection",
              "listener.http2.Http2Connection HELD_BYTES"),
          entry(
              "HTTP/2 answers on a connection that the client has not read",
              "listener.http2.Answers UNTAKEN_BYTES"),
          entry(
              "compressed header fields of an HTTP/2 request", "listener.http2.Codec BLOCK_BYTES"),
          entry(
              "HTTP/2 frames without effect ([how they are counted](http2.md#floods))",
              "listener.http2.FrameBudget AT_MOST"),
          entry("changes that wait for the database", "store.sql.Writers WAITING_AT_MOST"),
          entry(
              "time that a request waits for a read connection to the database",
              "store.sql.Readers WAITING_SECONDS"),
          entry(
              "time that a change waits for another process that locks the SQLite file",
              "store.sql.SqliteDatabase BUSY_TIMEOUT_MILLIS"),
          entry("live sessions of an account", "session.SessionPolicy LIVE_AT_MOST"),
          entry(
              "duration of a session with administrative scopes",
              "session.SessionPolicy ADMINISTRATIVE"),
          entry(
              "duration of a session of an administrator who acts as another user",
              "session.SessionPolicy IMPERSONATION"),
          entry(
              "sessions in which one administrator acts as other users, at the same time",
              "impersonation.Impersonations LIVE_AT_MOST"),
          entry(
              "reason for acting as another user",
              "impersonation.ImpersonationRoutes REASON_AT_MOST"),
          entry("roles", "role.Roles AT_MOST"),
          entry("scopes of a role", "role.Roles SCOPES_AT_MOST"),
          entry(
              "accounts that one page of `GET /api/admin/users` examines",
              "admin.UserSearch EXAMINED"),
          entry("description of a role", "role.Roles DESCRIPTION_AT_MOST"),
          entry("organisations of an account", "organization.Organizations AT_MOST"),
          entry(
              "burst of organisations that a user creates; after the burst, one every ten"
                  + " minutes",
              "organization.Organizations MADE_AT_ONCE"),
          entry(
              "pending invitations to an organisation",
              "organization.OrganizationInvitations PENDING_AT_MOST"),
          entry(
              "scopes of a role in organisations", "organization.OrganizationRoles SCOPES_AT_MOST"),
          entry("name of an organisation", "organization.OrganizationPatch NAME_AT_MOST"),
          entry(
              "attributes of an organisation", "organization.OrganizationPatch ATTRIBUTES_AT_MOST"),
          entry(
              "names of an account's scopes in a token, or of its roles, including the"
                  + " spaces between them",
              "role.Roles CLAIM_BYTES"),
          entry(
              "attributes that administrators give to an account",
              "role.AdminAttributes BYTES_AT_MOST"),
          entry("personal keys of an account", "personalkey.PersonalKeys AT_MOST"),
          entry(
              "burst of personal keys that an account creates; after the burst, one every"
                  + " ten minutes",
              "personalkey.PersonalKeyFeature MADE_AT_ONCE"),
          entry("days for which a personal key is valid", "personalkey.PersonalKeys DAYS_AT_MOST"),
          entry("name of a personal key", "personalkey.KeyRequests NAME_AT_MOST"),
          entry(
              "cached personal keys, including keys that do not exist",
              "personalkey.KeyAuthentication CACHED_AT_MOST"),
          entry(
              "personal keys whose last use is not stored yet", "personalkey.KeyUses KEYS_AT_MOST"),
          entry("length of the `User-Agent` that a session stores", "http.Call USER_AGENT_AT_MOST"),
          entry(
              "interval at which the renewal of a session is recorded",
              "session.SessionRowFactory NOTED_EVERY"),
          entry(
              "interval at which the server removes expired data",
              "runtime.MaintenanceTasks EVERY"),
          entry(
              "size of the values of one mail, before its template is filled",
              "outbox.Outbox BODY_BYTES"),
          entry("e-mail address", "mail.EmailAddress BYTES_AT_MOST"),
          entry(
              "mails an hour to one address, of those that anybody can request",
              "mail.Mailer ADDRESS_PER_HOUR"),
          entry(
              "interval between two mails to one address, of those that anybody can request",
              "mail.Mailer MINUTE"),
          entry(
              "notices of one kind to the owner of an account, in 24 hours",
              "notice.OwnerNotices PER_DAY"),
          entry(
              "mails an hour that one network requests, whether or not the server sends them",
              "mail.Mailer NETWORK_PER_HOUR"),
          entry("validity of a challenge of `sign-up-work`", "work.SignUpWork VALIDITY"),
          entry("used challenges in memory", "work.UsedChallenges AT_MOST"),
          entry("mail template from the operator", "mail.MailTemplates TEMPLATE_BYTES"),
          entry(
              "time that the server waits for an answer of the SMTP server",
              "mail.SmtpDelivery ANSWER_TIMEOUT"),
          entry("time for sending one mail", "outbox.OutboxWorker DELIVERY_TIMEOUT"),
          entry(
              "time for finishing mails when the server stops", "outbox.OutboxWorker STOP_TIMEOUT"),
          entry("log lines that are queued for standard error", "log.LineQueue BYTES_AT_MOST"),
          entry("known addresses and networks of an account", "login.KnownAddressRows KEPT"),
          entry(
              "cached addresses of log-ins that were stored in the last hour",
              "login.KnownAddresses RECENT_AT_MOST"),
          entry("cached verified passwords", "login.VerifiedPasswords REMEMBERED_AT_MOST"),
          entry(
              "user names for which failed log-ins are counted",
              "login.LoginThrottle REMEMBERED_AT_MOST"),
          entry(
              "client addresses for which failed log-ins are counted; the same number for"
                  + " registrations, and for unknown ids",
              "throttle.AddressAllowances REMEMBERED_AT_MOST"),
          entry(
              "IPv6 networks of 48 bits for which the same events are counted",
              "throttle.AddressAllowances REMEMBERED_AT_MOST"),
          entry(
              "log-ins to one account from unknown addresses that wait up to 2 s for log-ins"
                  + " in progress",
              "login.Failures AT_ONCE"),
          entry(
              "log-ins and registrations that wait for hashing",
              "password.HashingQueue MAX_CAPACITY"),
          entry(
              "burst of look-ups of unknown ids in the old application's database for one"
                  + " client address; after the burst, one a second",
              "account.AccountFeature LOOKUPS"),
          entry(
              "time for finishing hashes when the server stops",
              "password.PasswordHasher CLOSE_SECONDS"),
          entry("cached accounts for token checks", "account.AccountCache ACCOUNTS_AT_MOST"),
          entry(
              "entries of `X-Forwarded-For` that the server reads",
              "http.TrustedProxies HOPS_AT_MOST"),
          entry(
              "memory for cached signature checks of users' tokens, or 1/16 of the heap if that is less; as much again for clients' tokens",
              "token.SignedClaims CACHED_AT_MOST"),
          entry(
              "time by which a token may have been issued in the future, because of another"
                  + " clock",
              "token.SignedClaims$Dated CLOCK_STEP_SECONDS"),
          entry(
              "secret with which another application signed its tokens",
              "token.AdoptedTokenKey BYTES_AT_MOST"),
          entry("number in a token of another application", "token.FlatJson NUMBER_LENGTH_AT_MOST"),
          entry("text of a stored password hash", "password.Phc MAX_CHARACTERS"),
          entry(
              "time that a request waits for the old application's database",
              "adopt.sql.UserLookups WAITING_SECONDS"),
          entry(
              "look-ups that wait for the old application's database",
              "adopt.sql.UserLookups QUEUE_AT_MOST"),
          entry("master key file", "crypto.MasterKeyFile MAX_BYTES"),
          entry("user name that is adopted, in UTF-8", "adopt.source.Entry NAME_AT_MOST"),
          entry("id of an entry that is adopted, in UTF-8", "adopt.source.Entry KEY_AT_MOST"),
          entry("e-mail address that is adopted", "adopt.source.Entry EMAIL_AT_MOST"),
          entry("password hash that is adopted", "adopt.source.Entry HASH_AT_MOST"),
          entry(
              "secret of an authenticator app that is adopted, as text",
              "adopt.source.TotpTexts TEXT_AT_MOST"),
          entry(
              "recovery codes of one account that are adopted",
              "adopt.source.FactorCollector EACH_AT_MOST"),
          entry(
              "unfolded line of LDIF; line of a password file",
              "adopt.source.SourceLines KEPT_AT_MOST"),
          entry("JSON string that is imported from an export", "json.JsonWalk STRING_AT_MOST"),
          entry("field of a CSV export", "adopt.source.CsvRows FIELD_AT_MOST"),
          entry("blocked users in an export of Auth0", "adopt.source.Auth0Source BLOCKED_AT_MOST"));

  @Test
  void requestLimitsAreEnforcedAsDocumented() {
    List<List<String>> rows = rows("fixed limits");
    assertThat(rows)
        .extracting(List::getFirst)
        .containsExactlyInAnyOrderElementsOf(PROBES.keySet());
    try (TestServer server = TestServer.start(folder)) {
      for (List<String> row : rows) {
        Probe probe = Objects.requireNonNull(PROBES.get(row.getFirst()));
        int limit = number(row.get(1));
        assertThat(probe.outcome(server, limit + 1)).as(row.toString()).isEqualTo(row.get(2));
        assertThat(probe.outcome(server, limit)).as(row.toString()).isNotEqualTo(row.get(2));
      }
    }
  }

  @Test
  void innerLimitsAreTheConstantsOfTheProgram() throws ReflectiveOperationException {
    List<List<String>> rows = rows("inner limits");
    assertThat(rows)
        .extracting(List::getFirst)
        .containsExactlyInAnyOrderElementsOf(CONSTANTS.keySet());
    for (List<String> row : rows) {
      assertThat(constant(Objects.requireNonNull(CONSTANTS.get(row.getFirst()))))
          .as(row.toString())
          .isEqualTo(row.get(1).matches(".* m?s") ? duration(row.get(1)) : number(row.get(1)));
    }
  }

  private static List<List<String>> rows(String name) {
    return Document.of("docs/configuration.md")
        .between("<!-- " + name + ": begin -->", "<!-- " + name + ": end -->")
        .rows();
  }

  private static int number(String text) {
    String digits = text.split(" ", -1)[0].replace(",", "");
    return Integer.parseInt(digits) * (text.endsWith(" KB") ? 1024 : 1);
  }

  private static Duration duration(String text) {
    return text.endsWith(" ms")
        ? Duration.ofMillis(number(text))
        : Duration.ofSeconds(number(text));
  }

  private static Object constant(String place) throws ReflectiveOperationException {
    String[] words = place.split(" ", -1);
    var field = Class.forName("dev.restauth." + words[0]).getDeclaredField(words[1]);
    field.setAccessible(true);
    Object value = field.get(Optional.empty());
    return switch (value) {
      case Number n when words[1].endsWith("_MILLIS") -> Duration.ofMillis(n.longValue());
      case Number n when words[1].endsWith("_SECONDS") -> Duration.ofSeconds(n.longValue());
      default -> value;
    };
  }

  private static HttpCalls.Reply get(TestServer server, String path, String... headers) {
    return server.calls().get(path, headers);
  }

  private static String status(HttpCalls.Reply reply) {
    return Integer.toString(reply.status());
  }

  private static String headers(TestServer server, int size) {
    String others = "Host: 127.0.0.1:%d\r\nConnection: close\r\nX: \r\n".formatted(server.port());
    return status(get(server, "/", "X: " + "x".repeat(size - others.length())));
  }

  /**
   * Tries to log in with a name of the given size. The server computes a hash only if it treats the
   * name as a user name.
   */
  private static String presented(TestServer server, int size) {
    long before = server.hasher().computed();
    HttpCalls.Reply reply = get(server, "/api/resource", basic("n".repeat(size), "p"));
    return server.hasher().computed() == before ? "it is treated as a token" : status(reply);
  }

  private static String presentedPassword(TestServer server, int size) {
    String password = "p".repeat(size);
    server.calls().register("presenter", password);
    return status(get(server, "/api/resource", basic("presenter", password)))
        + ", as for a wrong one";
  }

  private static String more(int parameters) {
    return IntStream.range(0, parameters)
        .mapToObj(i -> "&p" + i + "=")
        .collect(Collectors.joining());
  }

  private static String register(TestServer server, String name, String password, String more) {
    return register(server, name, password, more, 0);
  }

  private static String register(
      TestServer server, String name, String password, String more, int size) {
    String json =
        "{\"username\":\"%s\",\"password\":\"%s\",\"more\":%s"
            .formatted(name, password, more.equals("x") ? "1" : more);
    return post(server, json + " ".repeat(Math.max(0, size - json.length() - 1)) + "}");
  }

  private static String post(TestServer server, String json) {
    return status(server.calls().post("/api/users", json));
  }
}
