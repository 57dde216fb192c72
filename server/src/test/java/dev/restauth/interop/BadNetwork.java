package dev.restauth.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A faulty proxy between the server and a verifier. It forwards each request, but cuts the feed,
 * and delays, duplicates, drops or reorders events of the feed.
 */
final class BadNetwork implements AutoCloseable {
  private static final int PERCENT = 25;
  private static final int DELAY_MILLIS = 2_500;

  /**
   * A delay that is longer than the interval between heartbeats, which is about one second, and
   * shorter than the time after which a verifier treats the feed as silent.
   */
  private static final int HOLD_MILLIS = 1_900;

  private static final int HELD_BACK_ONE_IN = 3;
  private static final List<String> FORWARDED_HEADERS =
      List.of("Authorization", "Last-Event-ID", "Content-Type", "Accept");

  /**
   * The faults. {@code HELD_BACK} delays all heartbeats of a stream, and the delays add up. {@code
   * CUT} ends the stream before an event. Each of the other faults affects one event.
   */
  enum Fault {
    CUT,
    DELAYED,
    DOUBLED,
    LOST,
    OVERTAKEN,
    HELD_BACK
  }

  private static final List<Fault> FAULTS_OF_ONE_EVENT =
      List.of(Fault.CUT, Fault.DELAYED, Fault.DOUBLED, Fault.LOST, Fault.OVERTAKEN);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Fault, Integer> occurred =
      Collections.synchronizedMap(new EnumMap<>(Fault.class));
  private final AtomicInteger turn = new AtomicInteger();
  private final Random random;
  private final String target;
  private final HttpServer http;
  private volatile boolean faultless;

  private BadNetwork(String target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::forward);
    http.start();
  }

  /** Starts the proxy in front of the server at a URL. */
  static BadNetwork to(String url, long seed) throws IOException {
    return new BadNetwork(url, seed);
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Returns the number of times that each fault has occurred. */
  Map<Fault, Integer> occurred() {
    return Map.copyOf(occurred);
  }

  /** Stops causing faults. */
  void stopFaults() {
    faultless = true;
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpResponse<Stream<String>> answer = client.send(request(exchange), BodyHandlers.ofLines());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      OutputStream out = exchange.getResponseBody();
      try (Stream<String> lines = answer.body()) {
        if (exchange.getRequestURI().getPath().equals("/api/revocations")) {
          events(lines.iterator(), out);
        } else {
          for (String line : (Iterable<String>) lines::iterator) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest request(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    for (String name : FORWARDED_HEADERS) {
      exchange
          .getRequestHeaders()
          .getOrDefault(name, List.of())
          .forEach(value -> request.header(name, value));
    }
    return request.build();
  }

  private void events(Iterator<String> lines, OutputStream out)
      throws IOException, InterruptedException {
    Deque<String> overtaken = new ArrayDeque<>();
    boolean heldBack = !faultless && roll(HELD_BACK_ONE_IN) == 0;
    while (lines.hasNext()) {
      String event = event(lines);
      switch (heldBack ? hold(event) : fault()) {
        case CUT -> {
          return;
        }
        case DELAYED -> Thread.sleep(roll(DELAY_MILLIS));
        case DOUBLED -> write(event, out);
        case LOST -> {
          continue;
        }
        case OVERTAKEN -> {
          overtaken.add(event);
          continue;
        }
        case HELD_BACK -> Thread.sleep(HOLD_MILLIS);
        case null -> {}
      }
      write(event, out);
      while (!overtaken.isEmpty()) {
        write(overtaken.remove(), out);
      }
    }
  }

  private static String event(Iterator<String> lines) {
    StringBuilder event = new StringBuilder();
    String line;
    do {
      line = lines.next();
      event.append(line).append('\n');
    } while (!line.isEmpty() && lines.hasNext());
    return event.toString();
  }

  private @Nullable Fault hold(String event) {
    return !faultless && event.startsWith("event: heartbeat") ? count(Fault.HELD_BACK) : null;
  }

  private @Nullable Fault fault() {
    return !faultless && roll(100) < PERCENT
        ? count(FAULTS_OF_ONE_EVENT.get(turn.getAndIncrement() % FAULTS_OF_ONE_EVENT.size()))
        : null;
  }

  private Fault count(Fault fault) {
    occurred.merge(fault, 1, Integer::sum);
    return fault;
  }

  private synchronized int roll(int sides) {
    return random.nextInt(sides);
  }

  private static void write(String event, OutputStream out) throws IOException {
    out.write(event.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}
