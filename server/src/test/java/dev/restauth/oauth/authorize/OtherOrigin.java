package dev.restauth.oauth.authorize;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server of another origin: an attacker with pages, or a client with a callback. */
final class OtherOrigin implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  OtherOrigin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!exchange
        .getRequestURI()
        .getPath()
        .equals("/favicon.ico")) { // the browser requests this on its own
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    }
    String page =
        pages.getOrDefault(exchange.getRequestURI().getPath(), "<!doctype html><h1>Elsewhere</h1>");
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  void publish(String path, String html) {
    pages.put(path, "<!doctype html>" + html);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Returns the requests so far: method, path with the query, and body. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
