package dev.restauth.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.mail.EmailAddress;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two accounts whose owners confirm the same address at the same time on two nodes. */
class TwoNodesConfirmTest {
  private static final int ROUNDS = 50;

  @TempDir Path folder;

  @Test
  void oneOfThemGetsTheAddress() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      one.calls().register("anna", "python");
      one.calls().register("boris", "python");
      for (int round = 0; round < ROUNDS; round++) {
        EmailAddress address = EmailAddress.of(MailCalls.freshAddress()).orElseThrow();
        List<Callable<Boolean>> both =
            List.of(() -> confirm(one, "anna", address), () -> confirm(other, "boris", address));
        List<Future<Boolean>> ends = threads.invokeAll(both);
        assertThat(List.of(ends.getFirst().get(), ends.getLast().get()))
            .containsExactlyInAnyOrder(true, false);
      }
    }
  }

  private static boolean confirm(TestServer node, String username, EmailAddress address) {
    return node.store()
        .inTransaction(
            tx -> {
              Account account = new AccountRows(tx).findByUsername(username).orElseThrow();
              return new EmailRows(tx).confirm(account.id(), account.generation(), address);
            });
  }
}
