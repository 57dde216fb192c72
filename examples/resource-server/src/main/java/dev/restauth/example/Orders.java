package dev.restauth.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.restauth.client.BearerField;
import dev.restauth.client.Refusal;
import dev.restauth.client.TokenVerifier;
import dev.restauth.client.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/** An API with one call, {@code GET /orders}, which requires a valid token. */
final class Orders {
  private static final int PORT = 8080;
  private static final String SCOPE = "api";

  private final TokenVerifier verifier;

  private Orders(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Starts the service. The first argument is the URL of REST-auth. The optional second argument is
   * the port, or 0 for any port. ORDERS_SERVICE_KEY is this service's key.
   */
  public static void main(String[] arguments) throws IOException {
    TokenVerifier verifier =
        TokenVerifier.connect(arguments[0], System.getenv().getOrDefault("ORDERS_SERVICE_KEY", ""));
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : PORT;
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    http.setExecutor(Executors.newFixedThreadPool(8));
    http.createContext("/orders", new Orders(verifier)::handle);
    Runtime.getRuntime().addShutdownHook(new Thread(verifier::close));
    http.start();
    System.out.println("orders on http://127.0.0.1:" + http.getAddress().getPort() + "/orders");
  }

  private void handle(HttpExchange call) throws IOException {
    try (call) {
      List<String> fields = call.getRequestHeaders().getOrDefault("Authorization", List.of());
      Optional<String> token =
          fields.size() == 1 ? BearerField.token(fields.get(0)) : Optional.empty();
      if (token.isEmpty()) {
        refuse(call, Refusal.withoutToken());
        return;
      }
      Verdict verdict = verifier.judge(token.get());
      Optional<Refusal> refusal = Refusal.of(verdict, SCOPE);
      if (refusal.isPresent()) {
        refuse(call, refusal.get());
      } else if (verdict instanceof Verdict.Good good) {
        answer(call, "The orders of account " + good.token().subject() + "\n");
      }
    }
  }

  private static void answer(HttpExchange call, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(200, body.length);
    call.getResponseBody().write(body);
  }

  private static void refuse(HttpExchange call, Refusal refusal) throws IOException {
    call.getResponseHeaders().set(refusal.field(), refusal.value());
    call.sendResponseHeaders(refusal.status(), -1);
  }
}
