package dev.restauth.personalkey;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Changes of an account that revoke its keys or only their tokens, and the notices to the owner.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class KeyEndsTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final HttpCalls calls = server.calls();
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private final KeyScene scene = new KeyScene(server);
  private String address;

  @BeforeEach
  void register() {
    address = mail.withAddress("susan", "python");
  }

  @Test
  void aChangedPasswordRevokesTheTokensOfAKeyAndNotTheKey() {
    MadeKey key = scene.make("susan", "api");
    String token = scene.trade(key);
    assertThat(
            calls
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"viper snake\"}",
                    SUSAN)
                .status())
        .isEqualTo(204);
    assertThat(scene.works(token)).isFalse();
    assertThat(scene.works(key.text())).isTrue();
    assertThat(scene.works(scene.trade(key))).isTrue();
  }

  /**
   * Until a server is notified that another server has increased the generation, it still accepts
   * the old token. But it must not exchange this token for a new one.
   */
  @Test
  void aTokenOfAnEarlierGenerationIsNotRenewed() {
    MadeKey key = scene.make("susan", "api");
    String token = scene.trade(key);
    assertThat(scene.works(token)).isTrue();
    // The test changes the row directly, as if another server had done so a moment ago.
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "UPDATE account SET generation = generation + 1 WHERE username = ?",
                        "susan"));
    assertThat(scene.works(token)).isTrue();
    assertThat(scene.outcome("/api/token", bearer(token))).isEqualTo("401 unauthorized");
    assertThat(scene.outcome("/api/token", key.bearer())).isEqualTo("200");
  }

  @Test
  void aDisabledAccountHasNoKeysUntilItIsEnabled() {
    MadeKey key = scene.make("susan", "api");
    String token = scene.trade(key);
    server.operate("user.disable", Map.of("username", "susan"));
    assertThat(scene.works(key.text())).isFalse();
    assertThat(scene.works(token)).isFalse();
    server.operate("user.enable", Map.of("username", "susan"));
    assertThat(scene.works(key.text())).isTrue();
    assertThat(scene.works(token)).isFalse();
  }

  @Test
  void aResetAnUndoAndAnOperatorsPasswordRevokeAllKeys() {
    MadeKey first = scene.make("susan", "api");
    String request = mail.asked(address);
    Mail reset = mails.nextWithCode(address);
    assertThat(mail.reset(request, reset.digits(), "python").status()).isEqualTo(204);
    assertEnded(first);

    MadeKey second = scene.make("susan", "api");
    server.operate("user.set-password", Map.of("username", "susan", "password", "python"));
    assertEnded(second);

    mail.later();
    MadeKey third = scene.make("susan", "api");
    String other = MailCalls.freshAddress();
    assertThat(mail.change(SUSAN, other).status()).isEqualTo(202);
    assertThat(mail.confirm(SUSAN, mails.nextWithCode(other).digits()).status()).isEqualTo(204);
    mail.later();
    Mail notice =
        mails.all(server, address).stream()
            .filter(each -> each.text().contains("/mail/undo#"))
            .findFirst()
            .orElseThrow();
    assertThat(mail.undo(notice.fragment()).status()).isEqualTo(200);
    assertEnded(third);
  }

  @Test
  void aClosedAccountLeavesNoKey() {
    MadeKey key = scene.make("susan", "api");
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), SUSAN).status()).isEqualTo(204);
    assertEnded(key);
  }

  private void assertEnded(MadeKey key) {
    assertThat(scene.works(key.text())).isFalse();
    assertThat(
            server
                .store()
                .<Optional<PersonalKey>>reading(tx -> new PersonalKeyRows(tx).find(key.id())))
        .isEmpty();
  }

  @Test
  void theOwnerIsNotifiedOfANewKeyAndAWeekBeforeItsExpiry() {
    scene.create("{\"name\":\"nightly\",\"expires_in\":30}", SUSAN);
    scene.create("{\"name\":\"weekly\",\"expires_in\":31}", SUSAN);
    scene.create("{\"name\":\"short\",\"expires_in\":7}", SUSAN);
    // The three mails may arrive in any order.
    String made =
        mails.next(address).text() + mails.next(address).text() + mails.next(address).text();
    assertThat(made).contains("key=nightly", "key=weekly", "key=short");
    SentMails.awaitDelivered(server);
    clock.move(Duration.ofDays(22));
    server.runMaintenance();
    assertThat(mails.all(server, address)).isEmpty();
    clock.move(Duration.ofDays(2));
    server.runMaintenance();
    server.runMaintenance();
    Mail told = mails.next(address);
    assertThat(told.text()).contains("nightly, weekly").doesNotContain("short");
    assertThat(mails.all(server, address)).isEmpty();
  }

  /**
   * One server withdraws a scope of a key, and later deletes the key. The other server then issues
   * no tokens with this scope, and later refuses the key and its tokens.
   */
  @Test
  void everyServerIsNotified(@TempDir Path folder) throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings)) {
      KeyScene here = new KeyScene(one);
      KeyScene there = new KeyScene(other);
      one.calls().register("miguel", "python");
      here.roles().define("reader", "posts:read");
      here.roles().assign("reader", "miguel");
      MadeKey key = here.make("miguel", "api posts:read");
      eventually("the other server accepts it", () -> there.works(key.text()));
      String token = there.trade(key);
      eventually("both accept the token", () -> here.works(token) && there.works(token));
      here.roles().take("reader", "miguel");
      eventually(
          "the other server knows of the taken scope",
          () -> RoleScene.scopes(there.trade(key)).size() == 1);
      assertThat(here.works(key.text())).as("also in the cache").isTrue();
      assertThat(here.delete(key.id(), bearer(one.calls().token("miguel", "python"))).status())
          .isEqualTo(204);
      assertThat(here.works(key.text())).isFalse();
      eventually(
          "the other server refuses both", () -> !there.works(key.text()) && !there.works(token));
    }
  }
}
