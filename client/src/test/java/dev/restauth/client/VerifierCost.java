package dev.restauth.client;

import static dev.restauth.client.TestClock.START;

import com.sun.management.ThreadMXBean;
import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A benchmark of the time and the memory that a check takes. It is not a test. Run it on a machine
 * on which no other program runs. It prints medians, minima and maxima. The benchmark uses the
 * tokens in random order. Each text is a new object, as in a request. For comparison, the benchmark
 * also uses the same objects each time.
 */
final class VerifierCost {
  private static final int ROUNDS = 12;
  private static final int EACH = 1_000_000;
  private static final int PARTS = 2_000;

  private VerifierCost() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("JDK " + Runtime.version());
    try (FakeServer server = new FakeServer();
        Connected connected =
            Verifiers.connect(
                server,
                TokenVerifier.to(server.url())
                    .serviceKey(Verifiers.SERVICE_KEY)
                    .clock(new TestClock()))) {
      List<String> tokens =
          IntStream.range(0, 10_000)
              .mapToObj(i -> Tokens.good(START, "session-" + i))
              .collect(Collectors.toCollection(ArrayList::new));
      System.out.println("a token has " + tokens.get(0).length() + " characters");
      first(connected, tokens);
      Collections.shuffle(tokens, new Random(1));
      repeat("one of a thousand cached tokens", connected, tokens.subList(0, 1_000));
      repeat("one of ten thousand", connected, tokens);
      repeat("always the same token", connected, tokens.subList(0, 1));
      for (int i = 0; i < 100_000; i++) {
        connected.feed().revoke(UUID.randomUUID().toString());
      }
      repeat("one of a thousand beside 100,000 revocations", connected, tokens.subList(0, 1_000));
    }
    for (int size : new int[] {100_000, 1_000_000}) {
      memory(size);
      snapshot(size);
    }
  }

  private static void first(Connected connected, List<String> tokens) {
    long begun = System.nanoTime();
    tokens.forEach(connected::accepts);
    System.out.printf(
        Locale.ROOT,
        "first check, with a signature by ES256: %d us (not warmed up)%n",
        (System.nanoTime() - begun) / 1_000 / tokens.size());
  }

  private static void repeat(String what, Connected connected, List<String> tokens) {
    byte[][] texts = tokens.stream().map(VerifierCost::latin).toArray(byte[][]::new);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Consumer<String> check =
        text -> {
          if (connected.verifier().verify(text).isEmpty()) {
            throw new AssertionError("refused");
          }
        };
    List<String> same = tokens.stream().map(text -> text + "").toList();
    double[] copying = new double[ROUNDS];
    double[] fresh = new double[ROUNDS];
    double[] again = new double[ROUNDS];
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      copying[round] = time(i -> text(texts, i), text -> {});
      long before = threads.getCurrentThreadAllocatedBytes();
      fresh[round] = time(i -> text(texts, i), check);
      bytes = Math.min(bytes, (threads.getCurrentThreadAllocatedBytes() - before) / EACH);
      again[round] = time(i -> same.get(i % same.size()), check);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %s with a new text each time, of which %s are for making it; %s with the same texts;"
            + " %d bytes, of which some %d are the text%n",
        what,
        median(fresh),
        median(copying),
        median(again),
        bytes,
        texts[0].length + 40);
  }

  private static String median(double[] rounds) {
    Arrays.sort(rounds);
    return String.format(
        Locale.ROOT, "%.0f ns (%.0f to %.0f)", rounds[ROUNDS / 2], rounds[0], rounds[ROUNDS - 1]);
  }

  private static String text(byte[][] texts, int i) {
    return new String(texts[i % texts.length], StandardCharsets.ISO_8859_1);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static double time(IntFunction<String> text, Consumer<String> check) {
    long begun = System.nanoTime();
    for (int i = 0; i < EACH; i++) {
      check.accept(text.apply(i));
    }
    return (System.nanoTime() - begun) / (double) EACH;
  }

  private static void memory(int size) {
    long before = used();
    Revocations revocations = new Revocations();
    for (int i = 0; i < size; i++) {
      revocations.addSession(UUID.randomUUID().toString().substring(14), Stream.UNTIL + i);
    }
    long taken = used() - before;
    System.out.printf(
        Locale.ROOT,
        "%,d revocations take %.1f MB, %d bytes each%n",
        revocations.size(),
        taken / 1e6,
        taken / size);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Measures how long a snapshot of a given size takes. */
  private static void snapshot(int size) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("event: snapshot\ndata: {\"sessions\":" + size + ",\"accounts\":0}\n\n");
    for (int i = 0; i < size; i++) {
      text.append(i % PARTS == 0 ? "event: sessions\ndata: {\"sessions\":[" : ",");
      text.append("[\"" + UUID.randomUUID().toString().substring(14) + "\"," + Stream.UNTIL + "]");
      if (i % PARTS == PARTS - 1) {
        text.append("]}\n\n");
      }
    }
    for (int round = 0; round < 5; round++) {
      try (FakeServer server = new FakeServer()) {
        CompletableFuture<Stream> feed = new CompletableFuture<>();
        String whole = text.toString();
        Thread.ofPlatform()
            .start(() -> feed.complete(server.next().send(whole).keys().current(1).beating()));
        long begun = System.nanoTime();
        TokenVerifier verifier = TokenVerifier.connect(server.url(), Verifiers.SERVICE_KEY);
        System.out.printf(
            Locale.ROOT,
            "connected with a snapshot of %,d (%.1f MB) after %d ms%n",
            size,
            text.length() / 1e6,
            (System.nanoTime() - begun) / 1_000_000);
        verifier.close();
        feed.join().close();
      }
    }
  }
}
