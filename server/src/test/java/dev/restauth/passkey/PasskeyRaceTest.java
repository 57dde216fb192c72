package dev.restauth.passkey;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One response of an authenticator that many clients send at the same time. Only one of them may be
 * logged in.
 */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class PasskeyRaceTest {
  private static final int MANY = 50;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of()).on(() -> database).withAccount("susan", "python");

  private final PasskeyScene passkeys = new PasskeyScene(new FactorScene(server, clock));

  @Test
  void anAnswerLogsInOnce() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator();
    passkeys.registered("susan", authenticator);
    JsonNode begun = passkeys.options();
    JsonNode credential = authenticator.get(begun.get("publicKey"));
    assertThat(statuses(() -> passkeys.send(begun, credential, Optional.empty())))
        .containsOnly(200, 403)
        .containsOnlyOnce(200);
  }

  @Test
  void anAnswerCompletesALogInOnce() throws Exception {
    SoftAuthenticator authenticator = SoftAuthenticator.onDevice();
    passkeys.registered("susan", authenticator);
    String challenge = passkeys.challenge("susan");
    JsonNode begun = passkeys.optionsFor(challenge);
    JsonNode credential = authenticator.get(begun.get("publicKey"));
    assertThat(statuses(() -> passkeys.send(begun, credential, Optional.of(challenge))))
        .containsOnlyOnce(200);
  }

  @Test
  void anAnswerRegistersOnce() throws Exception {
    JsonNode begun = passkeys.creation(basic("susan", "python"));
    JsonNode credential = new SoftAuthenticator().create(begun.get("publicKey"));
    assertThat(statuses(() -> passkeys.register(begun, credential, basic("susan", "python"))))
        .containsOnlyOnce(200);
  }

  private static List<Integer> statuses(Callable<Reply> call) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Integer>> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < MANY; i++) {
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
      return statuses;
    }
  }
}
