package dev.restauth.http;

import dev.restauth.http.RouteTable.Match;
import dev.restauth.json.JsonWriter;
import dev.restauth.log.Logging;
import dev.restauth.log.RawLine;
import dev.restauth.log.RequestId;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The access log, with one line for each request. A line contains no secret. It therefore omits the
 * query and the header fields. It omits the user name too, because a client may send a token as the
 * user name. The path in a line is the path template of the route. A placeholder is replaced only
 * if its value is a number, because a client may put a secret into a path by mistake. Thread-safe.
 *
 * @param form the form of the lines
 * @param proxies the trusted proxies, which supply the client's address and may choose the request
 *     id
 */
record AccessLog(AccessLogSettings.Form form, TrustedProxies proxies, InstantSource clock) {
  private static final System.Logger LOG = System.getLogger(Logging.ACCESS);

  /** The time format of the Common Log Format (NCSA, Apache). */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String UNKNOWN = "-";
  private static final String UNKNOWN_PATH = "/...";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");

  /** Characters that could end a quoted text or a line, and characters that are not ASCII. */
  private static final Pattern UNSAFE = Pattern.compile("[^ !#-\\[\\]-~]");

  boolean isOn() {
    return form != AccessLogSettings.Form.OFF;
  }

  /**
   * An answered request.
   *
   * @param client the client's address
   * @param path the path as the log shows it
   * @param protocol the version of HTTP
   * @param nanos the time from the complete head to the answer
   * @param id the request id
   */
  private record Entry(
      InetAddress client, String method, String path, String protocol, long nanos, String id) {}

  /** Returns a disabled access log. */
  static AccessLog off() {
    return new AccessLog(
        AccessLogSettings.Form.OFF, new TrustedProxies(List.of()), InstantSource.system());
  }

  /** Returns the id of a request. The id is determined on first use. */
  RequestId idOf(IncomingRequest request) {
    return RequestIdFields.of(request, proxies, isOn());
  }

  /**
   * Answers a request, adds the request id to the answer, and writes the line of the log.
   *
   * @param match the matching route; empty if no route has the path
   * @param begunAt the start of the first attempt to answer, by {@link System#nanoTime}
   */
  Answer answer(
      IncomingRequest request, Optional<Match> match, long begunAt, Supplier<Answer> answer) {
    return RequestId.isBound()
        ? written(request, match, begunAt, answer.get())
        : idOf(request).during(() -> written(request, match, begunAt, answer.get()));
  }

  private Answer written(
      IncomingRequest request, Optional<Match> match, long begunAt, Answer answer) {
    return written(
        new Entry(
            client(request.peer(), request.fields()),
            request.method().isStandard() ? request.method().text() : UNKNOWN,
            match.map(AccessLog::path).orElse(UNKNOWN_PATH),
            request.protocol(),
            System.nanoTime() - begunAt,
            RequestId.current().orElseThrow()),
        answer);
  }

  /**
   * Answers a request that the listener refuses. The line omits the method and the path, because
   * neither is certain.
   */
  Answer refusal(InetSocketAddress peer, Fields fields, String protocol, Supplier<Answer> answer) {
    return new RequestId(true, RequestIdFields::random)
        .during(
            () ->
                written(
                    new Entry(
                        client(peer, fields),
                        UNKNOWN,
                        UNKNOWN,
                        protocol,
                        0,
                        RequestId.current().orElseThrow()),
                    answer.get()));
  }

  private InetAddress client(InetSocketAddress peer, Fields fields) {
    return proxies.client(peer.getAddress(), fields.all(FieldNames.X_FORWARDED_FOR));
  }

  private Answer written(Entry entry, Answer answer) {
    Instant now = clock.instant();
    String line =
        form == AccessLogSettings.Form.JSON ? json(entry, now, answer) : common(entry, now, answer);
    LOG.log(Level.INFO, RawLine.MESSAGE, new RawLine(line));
    return answer.with(RequestIdFields.X_REQUEST_ID, entry.id());
  }

  private static String path(Match match) {
    String path = match.resource().path();
    for (Map.Entry<String, String> each : match.parameters().entrySet()) {
      if (NUMBER.matcher(each.getValue()).matches()) {
        path = path.replace("{" + each.getKey() + "}", each.getValue());
      }
    }
    return path;
  }

  private static String common(Entry entry, Instant at, Answer answer) {
    String request =
        entry.path().equals(UNKNOWN)
            ? UNKNOWN
            : entry.method() + " " + entry.path() + " " + entry.protocol();
    return "%s - - [%s] \"%s\" %d %s"
        .formatted(
            entry.client().getHostAddress(),
            TIME.format(at),
            UNSAFE.matcher(request).replaceAll("?"),
            answer.status(),
            answer.streamed().isPresent() ? UNKNOWN : answer.body().length);
  }

  private static String json(Entry entry, Instant at, Answer answer) {
    return JsonWriter.ascii(
        json -> {
          json.text("time", at.truncatedTo(ChronoUnit.MILLIS).toString());
          json.text("event", "access");
          json.text("client", entry.client().getHostAddress());
          json.text("method", entry.method());
          json.text("path", entry.path());
          json.text("protocol", entry.protocol());
          json.number("status", answer.status());
          if (answer.streamed().isEmpty()) {
            json.number("bytes", answer.body().length);
          }
          json.number("microseconds", TimeUnit.NANOSECONDS.toMicros(entry.nanos()));
          json.text("request", entry.id());
        });
  }
}
