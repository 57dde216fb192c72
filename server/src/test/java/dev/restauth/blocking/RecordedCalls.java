package dev.restauth.blocking;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.Answer;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.HttpCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests that are sent, one after the other, to a server in this process, and their answers. An
 * event loop may attempt each request first.
 *
 * @param loop the event loop; if empty, a thread that may block answers every request
 * @param log each request with its answer, without random parts
 * @param calls method and path of each request
 */
record RecordedCalls(
    Dispatcher dispatcher, Optional<EventLoop> loop, List<String> log, List<String> calls) {
  static final String JSON = "Content-Type: application/json";
  static final String FORM = "Content-Type: application/x-www-form-urlencoded";

  /** Random parts of answers: tokens, session ids, entity tags. */
  private static final Pattern RANDOM = Pattern.compile("restauth_pat_\\w+|[A-Za-z0-9_.-]{20,}");

  /** The thread that answers a request. */
  enum By {
    /** The event loop, from memory. */
    LOOP,
    /** Another thread, because the event loop would have to block. */
    OTHER,
    /**
     * The event loop, but only after another thread has read the recent change and the server was
     * notified of that change.
     */
    OTHER_AT_FIRST
  }

  static RecordedCalls with(TestServer server, Optional<EventLoop> loop) {
    return new RecordedCalls(server.dispatcher(), loop, new ArrayList<>(), new ArrayList<>());
  }

  /** Sends a request without a body, and checks which thread answers. */
  Answer call(By by, int status, String line, String... header) {
    return call(by, status, line, Optional.empty(), header);
  }

  /** Sends a request with a body, and checks which thread answers. */
  Answer call(By by, int status, String line, Optional<String> body, String... header) {
    Sent request = Sent.of(line, body.orElse(""), header);
    Answer answer =
        loop.map(each -> attempted(each, by, request)).orElseGet(() -> dispatcher.answer(request));
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.status()).as(line + " " + text).isEqualTo(status);
    log.add(
        RANDOM
            .matcher(line + " " + answer.status() + " " + answer.fields() + " " + text)
            .replaceAll("…")
            // Events get their numbers at unpredictable times, so the log omits lists of events.
            .replaceAll("\"events?(_[a-z]+)?\":\\[[^\\]]*]", "…"));
    calls.add(line.split("\\?", 2)[0]);
    return answer;
  }

  private Answer attempted(EventLoop each, By by, Sent request) {
    Optional<Answer> first = each.attempt(dispatcher, request);
    if (by == By.OTHER_AT_FIRST) {
      eventually(
          request + " is answered from memory",
          () -> {
            var _ = dispatcher.answer(request);
            return each.attempt(dispatcher, request).isPresent();
          });
    } else {
      assertThat(first.isPresent() ? By.LOOP : By.OTHER)
          .as(request + " is answered by")
          .isEqualTo(by);
    }
    return first.orElseGet(() -> dispatcher.answer(request));
  }

  Answer post(By by, int status, String path, String type, String body, String... header) {
    String[] lines = new String[header.length + 1];
    System.arraycopy(header, 0, lines, 1, header.length);
    lines[0] = type;
    return call(by, status, "POST " + path, Optional.of(body), lines);
  }

  void register(By by, int status, String username, String password) {
    post(
        by,
        status,
        "/api/users",
        JSON,
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password));
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  static String basic(String username, String password) {
    return HttpCalls.basic(username, password);
  }

  /** Returns the value of a JSON member of an answer. */
  static String member(Answer answer, String name) {
    Matcher found =
        Pattern.compile("\"" + name + "\":\\s*\"([^\"]+)\"")
            .matcher(new String(answer.body(), StandardCharsets.UTF_8));
    assertThat(found.find()).as(name).isTrue();
    return found.group(1);
  }
}
