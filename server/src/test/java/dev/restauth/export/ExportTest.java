package dev.restauth.export;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.Declarations;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** {@code GET /api/me/export}. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ExportTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final MailCalls mail = new MailCalls(server, clock, mails);

  @Test
  void hasEverythingAndNoSecret() {
    String address = mail.withAddress("susan", "python");
    String david = mail.withAddress("david", "monty");
    String request = mail.asked(address);
    String code = mails.next(address).digits();
    String pending = MailCalls.freshAddress();
    mail.change(SUSAN, pending);
    String withRefresh =
        server.calls().get("/api/token?refresh=true", SUSAN).json().get("refresh_token").asText();
    String token = server.calls().token("susan", "python");
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "INSERT INTO profile (account_id, members, changed_at) VALUES (1, ?, ?)",
                        "{\"display_name\":\"Susan \\u0022S\"}",
                        tx.now()));
    String hash = server.account("susan").passwordHash().orElseThrow();

    Reply reply = server.calls().get("/api/me/export", SUSAN);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.header("content-disposition"))
        .hasValue("attachment; filename=\"account-1.json\"");
    JsonNode json = reply.json();
    JsonNode account = json.get("account").get(0);
    assertThat(account.get("username").asText()).isEqualTo("susan");
    assertThat(account.get("email").asText()).isEqualTo(address);
    assertThat(account.get("has_password_hash").asBoolean()).isTrue();
    assertThat(Instant.parse(account.get("created_at").asText()))
        .isEqualTo(server.account("susan").createdAt());
    assertThat(json.get("profile").get(0).get("members").get("display_name").asText())
        .isEqualTo("Susan \"S");
    assertThat(json.get("session")).hasSize(2);
    assertThat(json.get("session").get(0).get("address").asText()).isEqualTo("127.0.0.1");
    assertThat(json.get("refresh_token")).hasSize(1);
    assertThat(json.get("known_address")).hasSize(2); // the address and the network
    assertThat(texts(json.get("one_time_code"), "address"))
        .containsExactlyInAnyOrder(address, pending);
    assertThat(texts(json.get("outbox"), "recipient")).contains(address, pending);
    assertThat(json.get("incomplete")).isEmpty();
    assertThat(reply.body())
        .doesNotContain(hash, request, code, token, withRefresh, david, "david", "$argon2")
        .doesNotContain(token.substring(token.lastIndexOf('.')));
    for (Table table : Declarations.OURS.schema().tables()) {
      if (table.ofAccount().isPresent()) {
        assertThat(json.has(table.name())).as(table.name()).isTrue();
        for (JsonNode row : json.get(table.name())) {
          assertThat(row.properties().stream().map(Map.Entry::getKey))
              .as(table.name())
              .containsExactlyElementsOf(table.personal().stream().map(Column::member).toList());
        }
      }
    }
  }

  @Test
  void needsThePasswordOfTheAccount() {
    server.calls().register("susan", "python");
    server.calls().register("david", "monty");
    Reply issued = server.calls().get("/api/token?refresh=true", SUSAN);
    String token = issued.json().get("token").asText();
    String refresh = issued.json().get("refresh_token").asText();
    for (String method : List.of("GET /api/me/export", "DELETE /api/me")) {
      String[] call = method.split(" ");
      for (String bearer : List.of("Authorization: Bearer " + token, basic(token, ""))) {
        Reply refused = call(call, bearer);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("type").asText()).endsWith("/password-required");
      }
      for (String wrong :
          List.of(
              "X-Nothing: 1",
              basic("susan", "monty"),
              basic("susan", token),
              basic("susan", refresh),
              "Authorization: Bearer " + refresh)) {
        assertThat(call(call, wrong).status()).as(wrong).isEqualTo(401);
      }
    }
    Reply others = server.calls().get("/api/me/export", basic("david", "monty"));
    assertThat(others.json().get("account").get(0).get("username").asText()).isEqualTo("david");
    assertThat(others.body()).doesNotContain("susan");
    assertThat(server.calls().get("/api/me/export", SUSAN).json().get("failed_log_ins").asInt())
        .isNotNegative();
  }

  /** The export of a user who logs in and out all day must not fill the memory. */
  @Test
  void hasABound() {
    server.calls().register("susan", "python");
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "INSERT INTO revoked_session (session_id, account_id, tokens_until)"
                            + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                            + " WHERE i < ?) SELECT 's' || i, 1, ? FROM n",
                        Export.ROWS_AT_MOST + 500L,
                        tx.now().plusSeconds(600)));
    JsonNode json = server.calls().get("/api/me/export", SUSAN).json();
    assertThat(json.get("revoked_session")).hasSize(Export.ROWS_AT_MOST);
    assertThat(json.get("incomplete").get(0).asText()).isEqualTo("revoked_session");
  }

  private Reply call(String[] call, String header) {
    return server.calls().call(call[0], call[1], java.util.Optional.empty(), header);
  }

  private static List<String> texts(JsonNode rows, String member) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.get(member).asText()));
    return texts;
  }
}
