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
 * Requests to the server. Thread-safe.
 *
 * <p>The JVM's common pool completes the futures of {@code java.net.http}, and the application may
 * have exhausted that pool. This class therefore waits only for events of the body handlers. It
 * also sets no request timeout, because in later versions of Java the timeout would cover the whole
 * body.
 */
final class RemoteServer {
  private volatile Optional<HttpClient> http;
  private final String base;
  private final String authorization;
  private final Duration answerWithin;

  /**
   * The beginning of a feed.
   *
   * @param header the status and headers
   * @param body the rest of the response, which the caller must always cancel
   */
  record Opened(ResponseInfo header, StreamChunks body) {}

  private record Answer(int status, String text) {}

  /**
   * Creates a client for a server.
   *
   * @param http a client that follows no redirects, because the service key is only for this server
   * @param base the URL without a slash at the end
   */
  RemoteServer(HttpClient http, String base, String serviceKey, Duration answerWithin) {
    this.http = Optional.of(http);
    this.base = base;
    this.authorization = "Bearer " + serviceKey;
    this.answerWithin = answerWithin;
  }

  /**
   * Opens the feed after the given event, and returns when the response header has arrived. Without
   * the parameter {@code rights}, a snapshot has no changes of rights. A server of an older version
   * ignores the parameter.
   */
  Opened follow(Optional<Position> after, Duration within)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("/api/revocations?rights=true").header("Accept", "text/event-stream");
    after.ifPresent(position -> request.header("Last-Event-ID", position.toString()));
    CompletableFuture<Opened> opened = new CompletableFuture<>();
    return await(
        opened,
        request.build(),
        header -> {
          StreamChunks body = new StreamChunks();
          if (!opened.complete(new Opened(header, body))) {
            body.cancel(); // the caller has timed out
          }
          return body;
        },
        within);
  }

  /** Returns the key set (RFC 7517), bypassing all caches. */
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

  /** Returns whether a token is active according to the server (RFC 7662). */
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
   * Prevents further requests, and releases the HTTP client. An HTTP client of Java 17 cannot be
   * closed: its thread and its sockets are released when the client is no longer referenced. A
   * closed verifier may be referenced for a long time, so it must not refer to the client.
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
      throw new IOException("the server answered " + answer.status());
    }
    try {
      return Json.parse(answer.text());
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // failures reach the caller through "whole"
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

  /** Sends a request, and waits for the result that its body handler completes. */
  @SuppressWarnings("FutureReturnValueIgnored") // failures reach the caller through "result"
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
        sent.cancel(true); // aborts the call if it is still running
      }
    }
  }
}
