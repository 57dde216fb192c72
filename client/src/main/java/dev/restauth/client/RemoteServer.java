package dev.restauth.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The three calls to the server. Thread-safe.
 *
 * <p>What the client of {@code java.net.http} promises is kept by the common pool of the JVM, which the
 * application may be using up; so nothing waits for it, but for what the handlers of bodies are told.
 * Nor is there a timeout of a request: in later Java it would be one of the whole body.
 */
final class RemoteServer {
  private volatile Optional<HttpClient> http;
  private final String base;
  private final String authorization;
  private final Duration answerWithin;

  /**
   * The beginning of a feed.
   *
   * @param header status and fields
   * @param body whatever follows; to be cancelled in any case
   */
  record Opened(ResponseInfo header, StreamChunks body) {}

  private record Answer(int status, String text) {}

  /**
   * @param base without a slash at the end
   * @param http follows no redirects: the service key is for this server
   */
  RemoteServer(HttpClient http, String base, String serviceKey, Duration answerWithin) {
    this.http = Optional.of(http);
    this.base = base;
    this.authorization = "Bearer " + serviceKey;
    this.answerWithin = answerWithin;
  }

  /** The feed, from after that event on; returns when its header is there. */
  Opened follow(Optional<Position> after, Duration within)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request("/api/revocations").header("Accept", "text/event-stream");
    after.ifPresent(position -> request.header("Last-Event-ID", position.toString()));
    CompletableFuture<Opened> opened = new CompletableFuture<>();
    return await(
        opened,
        request.build(),
        header -> {
          StreamChunks body = new StreamChunks();
          if (!opened.complete(new Opened(header, body))) {
            body.cancel(); // nobody waits any more
          }
          return body;
        },
        within);
  }

  /** The key set (RFC 7517), past all caches. */
  KeySet keySet() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/.well-known/jwks.json"))
            .header("Cache-Control", "no-cache")
            .build();
    try {
      return KeySet.read(ask(request).list("keys"));
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }

  /** Whether the server holds a token for valid (RFC 7662). */
  boolean isActive(String token) throws IOException, InterruptedException {
    String form = "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    HttpRequest request =
        request("/oauth/introspect")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return ask(request).isTrue("active");
  }

  /**
   * Nothing is asked any more. A client of Java 17 cannot be closed; its thread and its sockets end when
   * it is no longer referred to, which a verifier that is closed may be for long.
   */
  void close() {
    http = Optional.empty();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", authorization);
  }

  private Json ask(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<Answer> whole = new CompletableFuture<>();
    Answer answer =
        await(whole, request, header -> reading(header.statusCode(), whole), answerWithin);
    if (answer.status() != 200) {
      throw new IOException("answered " + answer.status());
    }
    try {
      return Json.parse(answer.text());
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it is passed on
  private static BodySubscriber<String> reading(int status, CompletableFuture<Answer> whole) {
    BoundedText body = new BoundedText();
    body.getBody()
        .whenComplete(
            (text, failed) -> {
              if (failed == null) {
                whole.complete(new Answer(status, text));
              } else {
                whole.completeExceptionally(failed);
              }
            });
    return body;
  }

  /** Sends a request, and waits for what the handler of its body completes. */
  @SuppressWarnings("FutureReturnValueIgnored") // it is passed on
  private <T, B> T await(
      CompletableFuture<T> result, HttpRequest request, BodyHandler<B> handler, Duration within)
      throws IOException, InterruptedException {
    HttpClient client = http.orElseThrow(() -> new IOException("closed"));
    CompletableFuture<HttpResponse<B>> sent = client.sendAsync(request, handler);
    sent.whenComplete(
        (response, failed) -> {
          if (failed != null) {
            result.completeExceptionally(failed);
          }
        });
    try {
      return result.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + within, e);
    } catch (ExecutionException e) {
      throw new IOException("no connection: " + e.getCause(), e);
    } finally {
      if (!result.isDone() || result.isCompletedExceptionally()) {
        result.cancel(true);
        sent.cancel(true); // ends the call where it goes on
      }
    }
  }
}
