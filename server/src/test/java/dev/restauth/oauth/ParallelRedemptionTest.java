package dev.restauth.oauth;

import static dev.restauth.oauth.ClientScene.access;
import static dev.restauth.oauth.ClientScene.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Eventually;
import dev.restauth.Repeats;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One code that is sent fifty times at the same moment, to two servers of one database. */
class ParallelRedemptionTest {
  private static final int REQUESTS = 50;

  @TempDir Path folder;

  private TestServer one;
  private TestServer other;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    one = TestServer.start(folder, InstantSource.system(), settings);
    other = TestServer.start(folder, InstantSource.system(), settings);
    one.calls().register("miguel", "python");
  }

  @AfterEach
  void stop() {
    other.close();
    one.close();
  }

  @Test
  void oneRequestGetsTokensAndTheOthersRevokeTheSession() throws Exception {
    ClientScene scene = new ClientScene(one);
    scene.publicClient("shop");
    String secret = scene.confidential("backend");
    String code = scene.code("shop", "miguel");

    List<Reply> replies = atOnce(code);

    List<Reply> granted = replies.stream().filter(reply -> reply.status() == 200).toList();
    assertThat(granted).hasSize(1);
    assertThat(replies.stream().filter(reply -> reply.status() != 200).map(ClientScene::error))
        .hasSize(REQUESTS - 1)
        .containsOnly("400 invalid_grant");
    String token = access(granted.getFirst());
    assertThat(ClientScene.claims(token).getClaim("client_id")).isEqualTo("shop");
    for (TestServer server : List.of(one, other)) {
      Eventually.eventually(
          "the session has ended",
          () -> !new ClientScene(server).isActive(token, "backend", secret));
    }
    assertThat(error(scene.refresh("shop", ClientScene.refreshToken(granted.getFirst()))))
        .isEqualTo("400 invalid_grant");
  }

  private List<Reply> atOnce(String code) throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Reply>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < REQUESTS; i++) {
        ClientScene scene = new ClientScene(i % 2 == 0 ? one : other);
        all.add(
            threads.submit(
                () -> {
                  begin.await();
                  return redeem(scene, code);
                }));
      }
      begin.countDown();
      List<Reply> replies = new ArrayList<>();
      for (Future<Reply> each : all) {
        replies.add(each.get());
      }
      return replies;
    }
  }

  /**
   * Redeems a code, and repeats the request after 503. On a busy machine, the database may answer
   * one of so many requests too late, and that request changes nothing.
   */
  private static Reply redeem(ClientScene scene, String code) {
    return Repeats.whileUnavailable(() -> scene.redeem("shop", code));
  }
}
