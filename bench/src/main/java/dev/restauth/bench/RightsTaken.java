package dev.restauth.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Repeatedly withdraws a role from an account with an operator's command. Measures for how long a
 * resource server, which follows another server, still accepts a token that the first server
 * refuses. Then removes a scope from a role that many sessions have.
 */
public final class RightsTaken {
  private static final String ROLE = "bench-editor";
  private static final int SESSIONS_PER_ACCOUNT = 10;

  private final Calls calls = new Calls();
  private final String server;
  private final String orders;
  private final List<String> command;

  private RightsTaken(String server, String orders, List<String> command) {
    this.server = server;
    this.orders = orders;
    this.command = command;
  }

  /**
   * Prints a Markdown table.
   *
   * @param arguments the URLs of two servers, a service key, the class path of the example, the
   *     number of changes, the number of sessions, and the command line of restauth with the flags
   *     of the database
   */
  public static void main(String[] arguments) throws Exception {
    List<String> command = List.of(arguments).subList(6, arguments.length);
    try (ResourceServer far = ResourceServer.start(arguments[3], arguments[1], arguments[2])) {
      RightsTaken rights = new RightsTaken(arguments[0], far.orders(), command);
      rights.takeOneByOne(Integer.parseInt(arguments[4]));
      rights.takeFromAll(Integer.parseInt(arguments[5]));
    }
  }

  private void operate(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(command.getFirst()));
    line.addAll(List.of(words));
    line.addAll(command.subList(1, command.size()));
    Process process =
        new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + " failed");
    }
  }

  private void takeOneByOne(int count) throws Exception {
    calls.register(server, "rights");
    operate("role", "define", ROLE, "--scope", "posts:write");
    long[] late = new long[count];
    ExecutorService asking = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < count; i++) {
        operate("role", "assign", ROLE, "rights");
        String token = calls.logIn(server, "rights");
        HttpRequest here = Calls.check(server + "/api/resource", token);
        HttpRequest there = Calls.check(orders, token);
        calls.expect(200, here);
        calls.expect(200, there);
        Future<Long> refusedHere = asking.submit(() -> firstRefusal(here));
        Future<Long> refusedThere = asking.submit(() -> firstRefusal(there));
        operate("role", "take", ROLE, "rights");
        late[i] = Math.max(0, refusedThere.get() - refusedHere.get());
      }
    } finally {
      asking.shutdownNow(); // after a failure, nothing else would stop the checks
    }
    Arrays.sort(late);
    System.out.printf(
        Locale.ROOT,
        "- a role taken %d times: the resource server refused the token later than the first server by %s ms"
            + " (median), **%s ms** (p99)%n",
        count,
        Figures.millis(late[count / 2]),
        Figures.millis(late[Math.min(count - 1, count * 99 / 100)]));
  }

  private long firstRefusal(HttpRequest check) throws IOException, InterruptedException {
    int status = 200;
    while (status == 200) {
      status = calls.status(check);
    }
    if (status != 401) {
      throw new IOException("got " + status);
    }
    return System.nanoTime();
  }

  private void takeFromAll(int sessions) throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int account = 0; account * SESSIONS_PER_ACCOUNT < sessions; account++) {
      String name = "rights-" + account;
      calls.register(server, name);
      operate("role", "assign", ROLE, name);
      for (int i = 0; i < SESSIONS_PER_ACCOUNT; i++) {
        tokens.add(calls.logIn(server, name));
      }
    }
    for (String token : tokens) {
      calls.expect(200, Calls.check(orders, token));
    }
    operate("role", "define", ROLE, "--scope", "posts:read");
    long refused = 0;
    for (String token : tokens) {
      refused += calls.status(Calls.check(orders, token)) == 401 ? 1 : 0;
    }
    long renewed = 0;
    long start = System.nanoTime();
    for (String token : tokens) {
      renewed += calls.status(Calls.check(server + "/api/token", token)) == 200 ? 1 : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "- a scope taken from a role with %,d sessions, by one event of the feed: after the command, the resource"
            + " server refused **%,d** of their tokens, and the server renewed **%,d** of the sessions, without a"
            + " password, %s ms each%n",
        tokens.size(),
        refused,
        renewed,
        Figures.millis((System.nanoTime() - start) / tokens.size()));
  }
}
