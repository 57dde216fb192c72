package dev.restauth.bench.hostile;

import dev.restauth.bench.hostile.Connection.ClosedBetween;
import dev.restauth.bench.hostile.Connection.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An honest client with its own account and address. It continuously checks its token, and
 * registers other accounts. For one thread.
 */
final class Honest {
  private static final Pattern TOKEN = Pattern.compile("\"token\" *: *\"([^\"]+)\"");
  private static final Duration EVERY = Duration.ofMillis(20);
  private static final long REGISTRATION_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

  private final Supplier<Target> target;
  private final String from;
  private final String name;
  private final int requestsEach;
  private final Duration every;
  private Outcomes outcomes;
  private Optional<Connection> connection = Optional.empty();
  private String check = "";

  /**
   * Creates a client that sends a request every 20 ms.
   *
   * @param target supplies the server for each connection
   * @param from the client's address
   * @param requestsEach the number of requests on each connection
   */
  Honest(Supplier<Target> target, String from, int requestsEach, Outcomes outcomes) {
    this(target, from, requestsEach, EVERY, outcomes);
  }

  /** Creates a client that pauses between two requests. */
  Honest(
      Supplier<Target> target,
      String from,
      int requestsEach,
      Duration every,
      Outcomes outcomes) {
    this.target = target;
    this.requestsEach = requestsEach;
    this.every = every;
    this.from = from;
    this.name =
        "honest-%s-%d".formatted(from.replace('.', '-'), ProcessHandle.current().pid());
    this.outcomes = outcomes;
  }

  /** Registers and logs in before the measurement. */
  void begin() throws IOException {
    expect(201, registration(name));
    String basic =
        Base64.getEncoder().encodeToString((name + ":opensesame").getBytes(StandardCharsets.UTF_8));
    Matcher token =
        TOKEN.matcher(
            expect(200, "GET /api/token" + HOST + "Authorization: Basic " + basic + "\r\n\r\n")
                .body());
    if (!token.find()) {
      throw new IOException("no token");
    }
    check = "GET /api/resource" + HOST + "Authorization: Bearer " + token.group(1) + "\r\n\r\n";
  }

  private static String registration(String name) {
    String body = "{\"username\":\"" + name + "\",\"password\":\"opensesame\"}";
    return "POST /api/users"
        + HOST
        + "Content-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Sends requests until {@code end}, by {@link System#nanoTime}, and records the outcomes. */
  void run(long end, Outcomes noted) throws InterruptedException {
    outcomes = noted;
    long register = System.nanoTime() + REGISTRATION_NANOS;
    for (int i = 1; System.nanoTime() < end; i++) {
      if (i % requestsEach == 0) {
        leave();
      }
      if (System.nanoTime() > register) {
        register += REGISTRATION_NANOS;
        measure(201, registration(name + "-" + System.nanoTime()), false);
      }
      measure(200, check, true);
      Thread.sleep(every.toMillis());
    }
    leave();
  }

  private void measure(int status, String request, boolean isCheck) {
    long began = System.nanoTime();
    try {
      expect(status, request);
      if (isCheck) {
        outcomes.answered(System.nanoTime() - began);
      }
    } catch (IOException e) {
      leave();
      outcomes.failed((isCheck ? "token check: " : "registration: ") + e.getMessage());
    }
  }

  private Reply expect(int status, String request) throws IOException {
    Reply reply = ask(request);
    if (reply.last()) {
      leave();
    }
    if (reply.status() != status) {
      throw new IOException("answered " + reply.status());
    }
    return reply;
  }

  private Reply ask(String request) throws IOException {
    try {
      return connection().ask(request);
    } catch (ClosedBetween e) {
      outcomes.again();
      leave();
      return connection().ask(request);
    }
  }

  private Connection connection() throws IOException {
    if (connection.isEmpty()) {
      connection = Optional.of(new Connection(target.get().connect(from, 0, false)));
    }
    return connection.get();
  }

  private void leave() {
    try {
      if (connection.isPresent()) {
        connection.get().close();
      }
    } catch (IOException e) {
      // The connection is closed anyway.
    }
    connection = Optional.empty();
  }
}
