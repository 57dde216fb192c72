package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Invitations for an address that an account confirms later. They are exported and erased together
 * with the account.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
@ExtendWith(QuietLogs.class)
class InvitedAddressTest {
  private static final String NEWCOMER = ",\"username\":\"maria\",\"password\":\"python\"}";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, MailCalls.SETTINGS).on(() -> database).withAccount("susan", "python");

  private final OrganizationScene scene = new OrganizationScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private final AdministratorCalls admin = new AdministratorCalls(server);
  private final String address = MailCalls.freshAddress();

  /**
   * Makes two invitations for an address that no account has: one to an organization, and one by an
   * administrator.
   */
  @BeforeEach
  void invite() {
    OrganizationInvitationCalls.to(scene, scene.make("acme", "susan"))
        .invited("susan", address, "member");
    String host = admin.administrator("host", "invitations:write", "users:write", "mail:read");
    String body = "{\"email\":\"" + address + "\"}";
    assertThat(admin.json("POST", "/api/admin/invitations", body, host).status()).isEqualTo(201);
    mail.later();
    assertThat(mails.all(server, address)).hasSize(2);
  }

  private void assertExportedAndErased() {
    Reply reply = server.calls().get("/api/me/export", basic("maria", "python"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(admin.get("/api/admin/mail", basic("host", "python")).body()).contains(address);
    JsonNode export = reply.json();
    assertThat(export.get("organization_invitation").findValuesAsText("address"))
        .containsExactly(address.toLowerCase(Locale.ROOT));
    assertThat(export.get("one_time_code").findValuesAsText("purpose"))
        .contains("invitation", "organization_invitation");
    mail.later();
    assertThat(admin.delete("/api/me", basic("maria", "python")).status()).isEqualTo(204);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM organization_invitation")).isZero();
    assertThat(
            Rows.count(server, "SELECT count(*) AS n FROM one_time_code WHERE address IS NOT NULL"))
        .isZero();
    Reply listed = admin.get("/api/admin/mail", basic("host", "python"));
    assertThat(listed.status()).isEqualTo(200);
    assertThat(listed.body()).as("mails that keep the address").doesNotContain(address);
  }

  @Test
  void confirmedByItsOwner() {
    server.calls().register("maria", "python");
    mail.change(basic("maria", "python"), address);
    mail.confirm(basic("maria", "python"), mails.nextWithCode(address).secret());
    assertExportedAndErased();
  }

  @Test
  void confirmedByTheFirstPassword() {
    String body = "{\"username\":\"maria\",\"email\":\"" + address + "\"}";
    Reply made = admin.json("POST", "/api/admin/users", body, basic("host", "python"));
    assertThat(made.status()).isEqualTo(201);
    SentMails.Mail sent = mails.nextWithCode(address);
    String request = sent.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(request, sent.secret(), "python").status()).isEqualTo(204);
    assertExportedAndErased();
  }

  /** An account that accepts one of several invitations also gets the others. */
  @Test
  void confirmedByAnotherInvitation() {
    String other = scene.make("other", "susan");
    String id = OrganizationInvitationCalls.to(scene, other).invited("susan", address, "member");
    String code = mails.next(address).secret();
    assertThat(
            server
                .calls()
                .post("/api/invitations/" + id, "{\"code\":\"" + code + "\"" + NEWCOMER)
                .status())
        .isEqualTo(201);
    assertExportedAndErased();
  }
}
