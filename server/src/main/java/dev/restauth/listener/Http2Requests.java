package dev.restauth.listener;

import dev.restauth.http.Answer;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.Incoming;
import dev.restauth.http.Limits;
import dev.restauth.http.Method;
import dev.restauth.http.Problem;
import dev.restauth.http.Streamed;
import dev.restauth.listener.http2.Bounds;
import dev.restauth.listener.http2.Field;
import dev.restauth.listener.http2.Request;
import dev.restauth.listener.http2.Request.Refusal;
import dev.restauth.listener.http2.Response;
import dev.restauth.listener.http2.StreamGoneException;
import io.helidon.http.DateTime;
import io.helidon.http.HeaderNames;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers requests of HTTP/2 as the dispatcher answers all, without what is of HTTP/1.1 alone: an answer that is the
 * last on its connection there is an answer like any other here. Thread-safe.
 *
 * @param dispatcher knows the answers
 */
record Http2Requests(Dispatcher dispatcher) {
  private static final System.Logger LOG = System.getLogger(Http2Requests.class.getName());
  private static final byte[] EMPTY = {};

  /** Of the names of fields that answers have, which are the program's own, so that there are few. */
  private static final Map<String, String> LOWER_CASE = new ConcurrentHashMap<>();

  /** What HTTP/2 clients expect to have at least (RFC 9113 section 6.5.2). */
  static final int STREAMS = 100;

  static Bounds bounds(Timeouts timeouts) {
    return new Bounds(
        STREAMS,
        Limits.HEADERS_BYTES,
        Limits.REQUEST_LINE_BYTES,
        Limits.BODY_BYTES,
        timeouts.request(),
        timeouts.answer(),
        Timeouts.NEWS,
        Duration.ofNanos(GuardedConnection.STUCK_NANOS));
  }

  Response answer(Request request, InetSocketAddress peer, boolean secure) {
    try {
      Incoming incoming = Http2Incoming.of(request, peer, secure);
      Optional<Problem> refused = request.refusal().map(Http2Requests::problem);
      Answer answer =
          refused
              .or(() -> encoded(request))
              .map(problem -> dispatcher.refusal(problem, incoming.fields()))
              .orElseGet(() -> dispatcher.answer(incoming));
      return response(answer, incoming.method().equals(Method.HEAD));
    } catch (ClientGoneException e) {
      throw new StreamGoneException("the client is gone");
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request failed", e);
      throw new StreamGoneException("a request failed");
    }
  }

  private static Problem problem(Refusal refusal) {
    return switch (refusal) {
      case FIELDS_TOO_LARGE -> Limits.headersTooLarge();
      case TARGET_TOO_LONG -> Limits.targetTooLong();
      case BODY_TOO_LARGE -> Limits.bodyTooLarge();
    };
  }

  private static Optional<Problem> encoded(Request request) {
    String name = HeaderNames.CONTENT_ENCODING.lowerCase();
    return request.fields().stream().anyMatch(field -> field.name().equals(name))
            && request.body().length > 0
        ? Optional.of(Limits.encoded())
        : Optional.empty();
  }

  private static Response response(Answer answer, boolean head) {
    int status = answer.status();
    List<Field> fields = new ArrayList<>(answer.fields().size() + 2);
    for (dev.restauth.http.Field each : answer.fields()) {
      fields.add(new Field(lowerCase(each.name()), each.value()));
    }
    fields.add(new Field("date", DateTime.rfc1123String()));
    boolean bodiless = status == 204 || status == 304;
    if (!bodiless && answer.streamed().isEmpty()) {
      fields.add(new Field("content-length", Integer.toString(answer.body().length)));
    }
    return new Response(
        status,
        fields,
        head ? EMPTY : answer.body(),
        head ? Optional.empty() : answer.streamed().map(Http2Requests::pieces));
  }

  private static String lowerCase(String name) {
    return LOWER_CASE.computeIfAbsent(name, each -> each.toLowerCase(Locale.ROOT));
  }

  private static Response.Pieces pieces(Streamed streamed) {
    return reader -> {
      try {
        streamed.writeTo(
            bytes -> {
              try {
                reader.write(bytes);
              } catch (StreamGoneException e) {
                throw new ClientGoneException("the stream is gone", e);
              }
            });
      } catch (ClientGoneException e) {
        throw new StreamGoneException("the client is gone");
      } catch (UncheckedIOException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a stream failed", e);
        throw new StreamGoneException("a stream failed");
      }
    };
  }
}
