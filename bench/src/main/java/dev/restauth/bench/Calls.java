package dev.restauth.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP calls to servers over persistent connections. Thread-safe. */
record Calls(HttpClient client) {
  private static final String PASSWORD = "python";
  private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\",\"id\":\"([^\"]+)\"");
  private static final Pattern TOKEN = Pattern.compile("\"token\" *: *\"([^\"]+)\"");

  Calls() {
    this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  void register(String server, String name) throws IOException, InterruptedException {
    expect(
        201,
        HttpRequest.newBuilder(URI.create(server + "/api/users"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"username\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}"))
            .build());
  }

  /** Logs in to an account that {@link #register} created, and returns the access token. */
  String logIn(String server, String name) throws IOException, InterruptedException {
    return token(expect(200, request(server + "/api/token", basic(name)).GET().build()));
  }

  private static String token(String answer) throws IOException {
    Matcher token = TOKEN.matcher(answer);
    if (!token.find()) {
      throw new IOException("no token");
    }
    return token.group(1);
  }

  /** A personal key. */
  record Key(String id, String text) {}

  /** Makes a personal key of an account that {@link #register} created. */
  Key makeKey(String server, String name) throws IOException, InterruptedException {
    String made =
        expect(
            201,
            request(server + "/api/me/keys", basic(name))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"bench\"}"))
                .build());
    Matcher key = KEY.matcher(made);
    if (!key.find()) {
      throw new IOException("no key");
    }
    return new Key(key.group(2), key.group(1));
  }

  /** Returns a token for a personal key. */
  String trade(String server, String key) throws IOException, InterruptedException {
    return token(expect(200, request(server + "/api/token", bearer(key)).GET().build()));
  }

  static HttpRequest deletion(String server, Key key) {
    return request(server + "/api/me/keys/" + key.id(), bearer(key.text())).DELETE().build();
  }

  static HttpRequest logOut(String server, String token) {
    return request(server + "/api/token", bearer(token)).DELETE().build();
  }

  static HttpRequest closing(String server, String name) {
    return request(server + "/api/me", basic(name)).DELETE().build();
  }

  /** Returns a request with a token. */
  static HttpRequest check(String url, String token) {
    return request(url, bearer(token)).GET().build();
  }

  private static String basic(String name) {
    byte[] pair = (name + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  private static HttpRequest.Builder request(String url, String authorization) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", authorization);
  }

  int status(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  /**
   * Sends a request, and returns the body of the answer.
   *
   * @throws IOException if the answer has another status
   */
  String expect(int status, HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != status) {
      throw new IOException("got " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }
}
