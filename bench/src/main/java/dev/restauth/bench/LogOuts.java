package dev.restauth.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Revokes sessions on one server, one after the other. Continuously checks whether a resource
 * server that follows another server still accepts the token. Then repeats this while the
 * connection of the resource server is cut for some time.
 */
public final class LogOuts {
  private static final String NAME = "miguel";

  private final Calls calls = new Calls();
  private final String server;
  private final String orders;

  private LogOuts(String server, String orders) {
    this.server = server;
    this.orders = orders;
  }

  /**
   * Prints two Markdown tables.
   *
   * @param arguments the URLs of the two servers, a service key, the class path of the example, the
   *     number of log-outs, the number of cuts, and the folder of the checkout
   */
  public static void main(String[] arguments) throws Exception {
    String one = arguments[0];
    String key = arguments[2];
    String example = arguments[3];
    try (Relay relay = new Relay(URI.create(arguments[1]));
        var _ = ResourceServer.start(example, one, key);
        ResourceServer far = ResourceServer.start(example, relay.url(), key)) {
      LogOuts logOuts = new LogOuts(one, far.orders());
      logOuts.calls.register(one, NAME);
      UntilRefused before = logOuts.measure(Integer.parseInt(arguments[4]));
      List<CutOff.Seen> cuts = new ArrayList<>();
      for (int i = 0; i < Integer.parseInt(arguments[5]); i++) {
        cuts.add(new CutOff(logOuts.calls, one, NAME, far.orders()).measure(relay));
      }
      UntilRefused after = logOuts.measure(Integer.parseInt(arguments[4]));
      try (ResourceServer python =
          ResourceServer.startPython(arguments[6], "resource", arguments[1], key)) {
        LogOuts there = new LogOuts(one, python.orders());
        print(before, after, there.measure(Integer.parseInt(arguments[4])));
      }
      print(cuts);
    }
  }

  private UntilRefused measure(int count) throws Exception {
    return UntilRefused.measure(
        calls,
        count,
        _ -> {
          String token = calls.logIn(server, NAME);
          return new UntilRefused.Token(
              Calls.check(orders, token), () -> calls.expect(204, Calls.logOut(server, token)));
        });
  }

  private static void print(UntilRefused before, UntilRefused after, UntilRefused python) {
    System.out.println(
        """
        | ms until the other server's resource server refuses the token, measured from | median | p99 | worst |
        |---|---|---|---|\
        """);
    before.print("the 204 that confirms the log-out", "the request to log out");
    after.print("the 204, after the cuts", "the request, after the cuts");
    python.print(
        "the 204, a resource server in Python", "the request, a resource server in Python");
  }

  private static void print(List<CutOff.Seen> cuts) {
    System.out.println(
        """

        | the feed is cut for 5 s, during which 20 users log out | median | worst |
        |---|---|---|\
        """);
    print("from the cut until the resource server answers 503, ms", cuts, CutOff.Seen::untilStale);
    print("longest time that a token was accepted after the 204, ms", cuts, CutOff.Seen::accepted);
    print(
        "from the end of the cut until all 21 answers are right, ms",
        cuts,
        CutOff.Seen::untilRight);
    System.out.printf(
        Locale.ROOT,
        "%nFrom 3 s after a cut to its end, the resource server got %,d requests, and answered **%,d** of them with 503.%n",
        cuts.stream().mapToLong(CutOff.Seen::asked).sum(),
        cuts.stream().mapToLong(CutOff.Seen::unavailable).sum());
  }

  private static void print(String what, List<CutOff.Seen> cuts, ToLongFunction<CutOff.Seen> time) {
    long[] sorted = cuts.stream().mapToLong(time).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | **%s** |%n",
        what,
        Figures.millis(sorted[sorted.length / 2]),
        Figures.millis(sorted[sorted.length - 1]));
  }
}
