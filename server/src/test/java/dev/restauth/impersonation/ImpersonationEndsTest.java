package dev.restauth.impersonation;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Impersonations. The server revokes them immediately if the administrator logs out or changes the
 * password, or if the administrator's account is disabled or closed, or loses its rights. The
 * server also revokes them if the owner of the account changes the password, gets more power, or is
 * disabled.
 */
@ExtendWith(QuietLogs.class)
class ImpersonationEndsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /**
   * A cause of a revocation, and whether the administrator acted with a session's token or with
   * only the password.
   */
  enum Cause {
    LOG_OUT(true),
    REVOCATION(true),
    SESSION_ENDED_BY_ITS_OWNER(true),
    OTHER_SESSIONS_ENDED(true),
    OTHER_SESSIONS_ENDED_BY_PASSWORD(false),
    PASSWORD_ALONE_AND_OTHER_SESSIONS_ENDED(false),
    PASSWORD_CHANGED(true),
    PASSWORD_CHANGED_AFTER_PASSWORD(false),
    DISABLED(false),
    CLOSED(false),
    SESSIONS_ENDED_BY_OPERATOR(true),
    ROLE_TAKEN(false),
    ROLE_TAKEN_FROM_SESSION(true),
    ROLE_EDITED(false),
    OWNER_GOT_POWER(false),
    ROLE_OF_OWNER_GOT_POWER(false),
    OWNER_DISABLED(false),
    OWNER_CHANGED_PASSWORD(false);

    private final boolean bySession;

    Cause(boolean bySession) {
      this.bySession = bySession;
    }
  }

  /**
   * An administrator and an account.
   *
   * @param name the part of both names that no other test uses
   */
  private record Pair(ImpersonationScene scene, String name) {
    Pair {
      scene.account("admin-" + name, "users:impersonate");
      scene.account("owner-" + name, "posts:read");
    }

    Pair(TestServer at, String name) {
      this(new ImpersonationScene(at), name);
    }

    String admin() {
      return "admin-" + name;
    }

    String owner() {
      return "owner-" + name;
    }
  }

  private static void happen(Cause cause, Pair pair, String adminToken) {
    ImpersonationScene scene = pair.scene();
    String admin = basic(pair.admin(), "python");
    switch (cause) {
      case LOG_OUT ->
          assertThat(scene.outcome("DELETE", "/api/token", adminToken)).isEqualTo("204");
      case REVOCATION -> scene.server().calls().form("/oauth/revoke", "token=" + adminToken);
      case SESSION_ENDED_BY_ITS_OWNER ->
          delete(scene, "/api/me/sessions/" + sid(adminToken), Optional.empty(), admin);
      case OTHER_SESSIONS_ENDED, PASSWORD_ALONE_AND_OTHER_SESSIONS_ENDED ->
          delete(
              scene,
              "/api/me/sessions",
              Optional.of("{\"current_password\":\"python\"}"),
              RoleScene.bearer(scene.server().calls().token(pair.admin(), "python")));
      case OTHER_SESSIONS_ENDED_BY_PASSWORD ->
          delete(scene, "/api/me/sessions", Optional.empty(), admin);
      case PASSWORD_CHANGED, PASSWORD_CHANGED_AFTER_PASSWORD -> changePassword(scene, admin);
      case DISABLED -> scene.operate("user.disable", pair.admin());
      case CLOSED -> scene.operate("user.close", pair.admin());
      case SESSIONS_ENDED_BY_OPERATOR -> scene.operate("user.end-sessions", pair.admin());
      case ROLE_TAKEN, ROLE_TAKEN_FROM_SESSION ->
          scene.roles().take(pair.admin() + "-role", pair.admin());
      case ROLE_EDITED -> scene.roles().define(pair.admin() + "-role", "users:read");
      case OWNER_GOT_POWER -> {
        scene.roles().define("boss", "orgs:write");
        scene.roles().assign("boss", pair.owner());
      }
      case ROLE_OF_OWNER_GOT_POWER ->
          scene.roles().define(pair.owner() + "-role", "posts:read orgs:write");
      case OWNER_DISABLED -> scene.operate("user.disable", pair.owner());
      case OWNER_CHANGED_PASSWORD -> changePassword(scene, basic(pair.owner(), "python"));
    }
  }

  private static void changePassword(ImpersonationScene scene, String credentials) {
    assertThat(
            scene
                .server()
                .calls()
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"viper snake\"}",
                    credentials)
                .status())
        .isEqualTo(204);
  }

  private static void delete(
      ImpersonationScene scene, String path, Optional<String> body, String credentials) {
    assertThat(
            scene
                .server()
                .calls()
                .call("DELETE", path, body, credentials, "Content-Type: application/json")
                .status())
        .isEqualTo(204);
  }

  private static String sid(String token) {
    return RoleScene.claims(token).get("sid").asText();
  }

  @ParameterizedTest
  @EnumSource
  void endsAtOnce(Cause cause) {
    Pair pair = new Pair(server, cause.name().toLowerCase(Locale.ROOT));
    ImpersonationScene scene = pair.scene();
    String adminToken = scene.administrative(pair.admin());
    String token =
        cause.bySession
            ? scene.impersonateBy(adminToken, pair.owner())
            : scene.impersonate(pair.admin(), pair.owner());
    assertThat(scene.works(token)).isTrue();
    assertThat(scene.isStored(token)).isTrue();
    String own = server.calls().token(pair.owner(), "python");

    happen(cause, pair, adminToken);

    assertThat(scene.works(token)).isFalse();
    assertThat(scene.isRevoked(token)).isTrue();
    assertThat(scene.isStored(token)).isFalse();
    if (!cause.name().contains("OWNER_")) {
      assertThat(scene.works(own)).isTrue();
    }
  }

  /** Events that do not concern the administrator's log-in or rights revoke nothing. */
  @Test
  void isNotRevokedByOtherEvents() {
    Pair pair = new Pair(server, "otherwise");
    ImpersonationScene scene = pair.scene();
    scene.account("keeper", "roles:assign");
    String adminToken = scene.administrative(pair.admin());
    String other = scene.administrative(pair.admin());
    String token = scene.impersonateBy(adminToken, pair.owner());
    String byPassword = scene.impersonate(pair.admin(), pair.owner());

    assertThat(scene.outcome("DELETE", "/api/token", other)).isEqualTo("204");
    scene.roles().define("keeper-role", "roles:assign users:read");
    scene.roles().take("keeper-role", "keeper");
    scene.operate("user.disable", "keeper");
    assertThat(List.of(token, byPassword)).allMatch(scene::works);

    assertThat(scene.outcome("DELETE", "/api/token", adminToken)).isEqualTo("204");
    assertThat(scene.works(token)).isFalse();
    assertThat(scene.works(byPassword)).isTrue();
  }

  /**
   * Each cause of a revocation happens on one server, while the token is used on another server of
   * the same database.
   */
  @Test
  void isRevokedOnAllServers(@TempDir Path folder) throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings)) {
      ImpersonationScene there = new ImpersonationScene(other);
      for (Cause cause :
          List.of(Cause.LOG_OUT, Cause.ROLE_EDITED, Cause.ROLE_TAKEN, Cause.PASSWORD_CHANGED)) {
        Pair pair = new Pair(one, cause.name().toLowerCase(Locale.ROOT));
        String adminToken = pair.scene().administrative(pair.admin());
        String token = pair.scene().impersonateBy(adminToken, pair.owner());
        eventually("the other server accepts it", () -> there.works(token));

        happen(cause, pair, adminToken);

        if (cause == Cause.ROLE_EDITED
            || cause == Cause.ROLE_TAKEN) { // by commands, not on a server
          eventually("the server refuses it after " + cause, () -> !pair.scene().works(token));
        }
        assertThat(pair.scene().works(token)).as(cause.name()).isFalse();
        eventually("the other server refuses it after " + cause, () -> !there.works(token));
        assertThat(pair.scene().isRevoked(token)).isTrue();
      }
    }
  }
}
