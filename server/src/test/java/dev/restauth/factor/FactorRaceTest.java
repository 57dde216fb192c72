package dev.restauth.factor;

import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A code that many clients send at the same time. It logs in only one of them. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class FactorRaceTest {
  private static final int MANY = 50;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of()).on(() -> database).withAccount("susan", "python");

  private final FactorScene scene = new FactorScene(server, clock);

  @Test
  void aCodeOfTheAppLogsInOnce() throws Exception {
    App app = scene.enrol("susan");
    String code = scene.code(app.totp());
    assertThat(statuses(MANY, () -> completed(code)))
        .filteredOn(status -> status == 200)
        .hasSize(1);
  }

  @Test
  void aRecoveryCodeLogsInOnce() throws Exception {
    App app = scene.enrol("susan");
    String code = app.recoveryCodes().getFirst();
    assertThat(statuses(MANY, () -> completed(code)))
        .filteredOn(status -> status == 200)
        .hasSize(1);
  }

  @Test
  void oneChallengeUsesUpOneRecoveryCode() throws Exception {
    App app = scene.enrol("susan");
    String challenge = challenge();
    Queue<String> codes = new ConcurrentLinkedQueue<>(app.recoveryCodes());
    assertThat(statuses(codes.size(), () -> completed(challenge, codes.remove())))
        .filteredOn(status -> status == 200)
        .hasSize(1);
    assertThat(
            FactorScene.ok(
                    scene.call(
                        "GET",
                        FactorScene.FACTORS,
                        Optional.empty(),
                        bearer(scene.token("susan", app))))
                .json()
                .get("recovery_codes")
                .asInt())
        .isEqualTo(9);
  }

  /** Each client has the right password and a valid challenge, so only the code decides. */
  private Reply completed(String code) {
    return completed(challenge(), code);
  }

  private Reply completed(String challenge, String code) {
    return scene.post(
        "/api/login/factor", "{\"challenge\":\"%s\",\"code\":\"%s\"}".formatted(challenge, code));
  }

  private synchronized String challenge() {
    return scene.logIn("susan").json().get("challenge").asText();
  }

  private static List<Integer> statuses(int calls, Callable<Reply> call) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Integer>> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < calls; i++) {
        replies.add(
            threads.submit(
                () -> {
                  go.await();
                  return call.call().status();
                }));
      }
      go.countDown();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> reply : replies) {
        statuses.add(reply.get());
      }
      assertThat(statuses).allMatch(status -> List.of(200, 401, 403, 429).contains(status));
      return statuses;
    }
  }
}
