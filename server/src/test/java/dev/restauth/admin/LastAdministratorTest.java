package dev.restauth.admin;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.ROLES;
import static dev.restauth.role.AdministratorCalls.ok;
import static dev.restauth.role.AdministratorCalls.path;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.HeldLock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.store.sql.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The last account that can assign roles. Whatever administrators do to their own and to other
 * accounts, they can never remove this account.
 */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
@ExtendWith(QuietLogs.class)
class LastAdministratorTest {
  private static final String LAST = "409 last-administrator";

  @Parameter TestDatabase database;

  @RegisterExtension private final TestServer server = new TestServer().on(() -> database);

  private final AdministratorCalls scene = new AdministratorCalls(server);
  private final String admin = basic("admin", "python");

  @BeforeEach
  void makeAdministrators() {
    scene.define("boss", "users:read users:write roles:write roles:assign");
    for (String name : List.of("admin", "other")) {
      scene.user(name);
      scene.assign("boss", name);
    }
  }

  @Test
  void theLastAdministratorCannotGoInAnyWay() {
    String other = path(scene.id("other"));
    String own = path(scene.id("admin"));
    ok(scene.json("PATCH", other, "{'state':'disabled'}", admin), 200);
    assertThat(problem(scene.json("PATCH", own, "{'state':'disabled'}", admin))).isEqualTo(LAST);
    assertThat(problem(scene.delete(own, admin))).isEqualTo("403 password-required");
    assertThat(problem(scene.json("PUT", own + "/roles", "{'roles':[]}", admin))).isEqualTo(LAST);
    assertThat(problem(scene.json("PUT", ROLES + "/boss", "{'scopes':['roles:write']}", admin)))
        .isEqualTo(LAST);
    assertThat(problem(scene.delete(ROLES + "/boss", admin))).isEqualTo("409 role-in-use");
    assertThat(problem(scene.delete("/api/me", admin))).isEqualTo(LAST);
    assertThat(server.account("admin").active()).isTrue();

    ok(scene.json("PATCH", other, "{'state':'active'}", admin), 200);
    assertThat(scene.delete("/api/me", admin).status()).as("another one remains").isEqualTo(204);
    scene.user("plain");
    assertThat(scene.delete("/api/me", basic("plain", "python")).status()).isEqualTo(204);
    // An operator can make another administrator.
    scene.operate("user.disable", Map.of("username", "other"));
  }

  /** Nobody can use an account without a password, a factor and a confirmed address. */
  @Test
  void anAccountWithoutAWayToLogInDoesNotCount() {
    scene.operate("user.disable", Map.of("username", "other"));
    long id =
        ok(scene.json("POST", "/api/admin/users", "{'username':'nobody'}", admin), 201)
            .get("id")
            .asLong();
    ok(scene.json("PUT", path(id) + "/roles", "{'roles':['boss']}", admin), 200);
    assertThat(
            problem(scene.json("PUT", path(scene.id("admin")) + "/roles", "{'roles':[]}", admin)))
        .isEqualTo(LAST);
    assertThat(problem(scene.delete("/api/me", admin))).isEqualTo(LAST);
  }

  /** The account is a plain one when its owner begins to close it. */
  @Test
  void anAccountThatBecomesTheLastAdministratorIsNotClosed() throws Exception {
    scene.operate("role.take", Map.of("role", "boss", "username", "other"));
    long plain = scene.user("plain");
    Reply closing =
        new HeldLock(
                server,
                database,
                tx -> assertThat(new AccountRows(tx).lockUnlessClosed(plain)).isTrue(),
                tx -> {
                  if (new AccountRows(tx).findById(plain).filter(Account::active).isPresent()) {
                    tx.sql().change("UPDATE account_role SET account_id = ?", plain);
                  }
                })
            .during(() -> scene.delete("/api/me", basic("plain", "python")));
    if (database == TestDatabase.POSTGRESQL) {
      assertThat(problem(closing)).isEqualTo("409 conflict");
    }
  }

  @Test
  void oneOfTwoAdministratorsWhoRemoveEachOtherRemains() throws Exception {
    String other = basic("other", "python");
    for (String way : List.of("PATCH", "PUT", "PATCH", "PUT", "DELETE /api/me")) {
      CyclicBarrier start = new CyclicBarrier(2);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        Future<Reply> one = threads.submit(() -> remove(way, "other", admin, start));
        Future<Reply> two = threads.submit(() -> remove(way, "admin", other, start));
        List<Integer> statuses = List.of(one.get().status(), two.get().status());
        assertThat(statuses).as(one.get() + " " + two.get()).containsAnyOf(200, 204);
        assertThat(statuses).isSubsetOf(200, 204, 401, 403, 409);
      }
      long active = List.of("admin", "other").stream().filter(this::isAdministrator).count();
      assertThat(active).as(way).isEqualTo(1);
      restore();
    }
  }

  private Reply remove(String way, String target, String credentials, CyclicBarrier start)
      throws Exception {
    String path = path(scene.id(target));
    start.await(60, TimeUnit.SECONDS);
    return switch (way) {
      case "PATCH" -> scene.json("PATCH", path, "{'state':'disabled'}", credentials);
      case "PUT" -> scene.json("PUT", path + "/roles", "{'roles':[]}", credentials);
      default -> scene.delete("/api/me", credentials);
    };
  }

  private boolean isAdministrator(String username) {
    return scene.get("/api/admin/users?limit=1", basic(username, "python")).status() == 200;
  }

  /** Makes both accounts administrators again. A closed account stays closed. */
  private void restore() {
    for (String name : List.of("admin", "other")) {
      if (!isAdministrator(name)) {
        server.operate("user.enable", Map.of("username", name));
        server.operate("role.assign", Map.of("role", "boss", "username", name));
      }
    }
  }
}
