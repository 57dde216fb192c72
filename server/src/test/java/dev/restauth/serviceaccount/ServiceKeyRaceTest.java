package dev.restauth.serviceaccount;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.path;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.personalkey.MadeKey;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Simultaneous changes by administrators on two servers of one database. */
@ExtendWith(QuietLogs.class)
class ServiceKeyRaceTest {
  private static final String ADMIN = basic("admin", "python");
  private static final String OTHER = basic("other", "python");

  @TempDir Path folder;

  private String url = "";
  private TestServer one;
  private TestServer two;
  private ServiceScene here;
  private ServiceScene there;
  private long robot;

  @BeforeEach
  void start() throws Exception {
    url = TestDatabase.postgresUrl();
    Map<String, String> settings = TestServer.sharing(folder, url);
    one = TestServer.start(folder, InstantSource.system(), settings);
    two = TestServer.start(folder, InstantSource.system(), settings);
    here = new ServiceScene(one);
    there = new ServiceScene(two);
    here.administrator("admin", "users:read users:write roles:assign posts:read");
    here.administrator("other", "users:read users:write roles:assign");
    robot = here.service("robot");
    here.calls().give("robot", "robot", "posts:read");
  }

  @AfterEach
  void stop() {
    two.close();
    one.close();
  }

  @Test
  void aDisabledAccountIsRefusedOnTheOtherServerToo() {
    MadeKey key = here.make(robot, "api", ADMIN);
    eventually("the other server accepts it", () -> there.works(key.text()));
    String token = there.trade(key);
    eventually("both accept the token", () -> here.works(token) && there.works(token));

    String disable = "{'state':'disabled'}";
    assertThat(here.send("PATCH", path(robot), disable, ADMIN).status()).isEqualTo(200);

    assertThat(here.works(key.text())).isFalse();
    assertThat(here.works(token)).isFalse();
    eventually(
        "the other server refuses both", () -> !there.works(key.text()) && !there.works(token));
    String enable = "{'state':'active'}";
    assertThat(here.send("PATCH", path(robot), enable, ADMIN).status()).isEqualTo(200);
    assertThat(here.works(key.text())).isTrue();
    eventually("the other server accepts the key", () -> there.works(key.text()));
    assertThat(there.works(token)).isFalse();

    assertThat(here.end(robot, key.id(), ADMIN).status()).isEqualTo(204);
    assertThat(here.works(key.text())).isFalse();
    eventually("the other server refuses it", () -> !there.works(key.text()));
  }

  /**
   * The administrator's call waits for the rights lock. The transaction that holds the lock
   * withdraws a scope from the administrator: the scope that the call requires, or a scope of the
   * new key.
   */
  @Test
  void nobodyUsesAScopeThatWasJustWithdrawn() throws Exception {
    here.calls().give("writing", "admin", "users:write");
    here.calls().give("reading", "admin", "posts:read");
    here.calls().define("admin", "users:read roles:assign");
    assertThat(whileTaking("reading")).isEqualTo("403 insufficient-scope");
    here.calls().operate("role.assign", Map.of("role", "reading", "username", "admin"));
    assertThat(whileTaking("writing")).isEqualTo("403 escalation");
    assertThat(here.listed(robot, OTHER)).isEmpty();
  }

  private String whileTaking(String role) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      connection.setAutoCommit(false);
      statement.execute("UPDATE rights_counter SET number = number");
      Future<Reply> call =
          threads.submit(() -> here.create(robot, "{'name':'k','scopes':['posts:read']}", ADMIN));
      eventually("the call waits for the lock", () -> isWaitedFor(statement));
      statement.execute(
          "DELETE FROM account_role WHERE role = '%s' AND account_id = %d"
              .formatted(role, here.id("admin")));
      connection.commit();
      return problem(call.get(60, TimeUnit.SECONDS));
    }
  }

  private static boolean isWaitedFor(Statement statement) {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
                + " AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")) {
      return row.next() && row.getLong(1) > 0;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneOfTwoSimultaneousCreationsOfTheLastKeySucceeds() throws Exception {
    IntStream.range(1, 50).forEach(_ -> here.make(robot, "api", ADMIN));
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Reply> first = threads.submit(() -> create(here, ADMIN, start));
      Future<Reply> second = threads.submit(() -> create(there, OTHER, start));
      assertThat(List.of(problem(first.get()), problem(second.get())))
          .containsExactlyInAnyOrder("201", "409 limit-reached");
    }
    assertThat(here.listed(robot, ADMIN)).hasSize(50);
  }

  private Reply create(ServiceScene scene, String credentials, CyclicBarrier start)
      throws Exception {
    start.await(60, TimeUnit.SECONDS);
    return scene.create(robot, "{'name':'last'}", credentials);
  }

  @Test
  void twoSimultaneousRevocationsRevokeAKeyOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      MadeKey key = here.make(robot, "api", ADMIN);
      CyclicBarrier start = new CyclicBarrier(2);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        Future<Reply> first = threads.submit(() -> end(here, key, ADMIN, start));
        Future<Reply> second = threads.submit(() -> end(there, key, OTHER, start));
        assertThat(List.of(first.get().status(), second.get().status()))
            .containsExactlyInAnyOrder(204, 404);
      }
    }
    assertThat(
            here.calls().events("personal_key.deleted", "admin")
                + here.calls().events("personal_key.deleted", "other"))
        .isEqualTo(5);
  }

  private Reply end(ServiceScene scene, MadeKey key, String credentials, CyclicBarrier start)
      throws Exception {
    start.await(60, TimeUnit.SECONDS);
    return scene.end(robot, key.id(), credentials);
  }

  /**
   * An administrator makes an account the owner of a service account while the owner's account is
   * being erased.
   */
  @Test
  void anOwnerWhoIsErasedDuringTheCallIsRemoved() throws Exception {
    for (int i = 0; i < 5; i++) {
      String name = "owner-" + i;
      String password = here.person(name);
      String owner = "{'owner':%d}".formatted(here.id(name));
      CyclicBarrier start = new CyclicBarrier(2);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        Future<Reply> giving =
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  return here.send("PATCH", path(robot), owner, ADMIN);
                });
        Future<Reply> closing =
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  return there.calls().call("DELETE", "/api/me", password);
                });
        assertThat(problem(giving.get())).isIn("200", "400 invalid-member");
        assertThat(closing.get().status()).isEqualTo(204);
      }
      assertThat(here.show(robot, ADMIN).get("owner").isNull()).isTrue();
    }
  }
}
