package dev.restauth.bench.day;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls to a server over persistent connections. Like a trusted proxy, it sends the addresses of
 * its clients. Thread-safe.
 */
final class Client {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern PROBLEM = Pattern.compile("\"(?:type|error)\":\"([^\"]+)\"");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final URI server;

  Client(URI server) {
    this.server = server;
  }

  Call get(String path) {
    return call(path).method("GET", "");
  }

  Call delete(String path) {
    return call(path).method("DELETE", "");
  }

  /**
   * Returns a call that posts a JSON object.
   *
   * @param members names and values in turn; no character may need an escape in JSON
   */
  Call postJson(String path, String... members) {
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < members.length; i += 2) {
      json.append(i == 0 ? "{\"" : ",\"").append(members[i]).append("\":\"");
      json.append(members[i + 1]).append('"');
    }
    return call(path).type("application/json").method("POST", json.append('}').toString());
  }

  /**
   * Returns a call that posts a form.
   *
   * @param fields names and values in turn
   */
  Call postForm(String path, String... fields) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(i == 0 ? "" : "&").append(fields[i]).append('=');
      form.append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return call(path).type("application/x-www-form-urlencoded").method("POST", form.toString());
  }

  private Call call(String path) {
    return new Call(HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT));
  }

  /** A call that is not sent yet. */
  final class Call {
    private final HttpRequest.Builder request;

    private Call(HttpRequest.Builder request) {
      this.request = request.header("Accept", "application/json");
    }

    private Call type(String type) {
      var _ = request.header("Content-Type", type);
      return this;
    }

    private Call method(String method, String body) {
      var _ =
          request.method(
              method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      return this;
    }

    Call by(String name, String password) {
      byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
      var _ = request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
      return this;
    }

    Call by(String token) {
      var _ = request.header("Authorization", "Bearer " + token);
      return this;
    }

    Call from(String address) {
      var _ = request.header("X-Forwarded-For", address);
      return this;
    }

    /**
     * Sends the call, and returns the body of the answer.
     *
     * @throws IOException if the answer has none of the statuses; equal failures have equal
     *     messages
     */
    String expect(Integer... statuses) throws IOException, InterruptedException {
      HttpRequest sent = request.build();
      HttpResponse<String> answer = client.send(sent, BodyHandlers.ofString());
      if (!Set.of(statuses).contains(answer.statusCode())) {
        Matcher problem = PROBLEM.matcher(answer.body());
        throw new IOException(
            "%s %s: %d %s"
                .formatted(
                    sent.method(),
                    sent.uri().getPath().replaceAll("\\d+|/[\\w-]{22}", "…"),
                    answer.statusCode(),
                    problem.find() ? problem.group(1) : ""));
      }
      return answer.body();
    }
  }
}
