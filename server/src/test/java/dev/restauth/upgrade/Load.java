package dev.restauth.upgrade;

import static dev.restauth.Eventually.eventually;

import dev.restauth.http.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that register, log in, change passwords and log out, one user after the other, until they
 * are stopped.
 */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 4;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<AcknowledgedUser> users = new ConcurrentLinkedQueue<>();
  private final List<Future<?>> clients = new ArrayList<>();
  private volatile boolean stopped;

  Load(List<HttpCalls> servers) {
    for (int i = 0; i < CLIENTS; i++) {
      String name = "client-" + i + "-user-";
      clients.add(
          threads.submit(
              () -> {
                Servers reached = new Servers(servers);
                for (int n = 0; !stopped; n++) {
                  AcknowledgedUser user = new AcknowledgedUser(reached, name + n);
                  user.live();
                  users.add(user);
                }
                return null;
              }));
    }
  }

  /** Waits until a number of further users have made all calls. */
  void awaitMore(int count) {
    int before = users.size();
    eventually(
        count + " more users",
        () -> users.size() >= before + count || clients.stream().anyMatch(Future::isDone));
  }

  /**
   * Stops the clients, and returns their users. Fails if a client has received a response that it
   * must not get.
   */
  List<AcknowledgedUser> stop() throws InterruptedException {
    stopped = true;
    for (Future<?> client : clients) {
      try {
        client.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
    return List.copyOf(users);
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
    threads.close();
  }
}
