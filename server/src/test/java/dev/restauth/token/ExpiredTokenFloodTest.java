package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many requests with an expired token. Each gets a 401, costs the server almost nothing, and does
 * not count as a wrong password.
 */
class ExpiredTokenFloodTest {
  private static final int REQUESTS = 1_000;

  private final SetClock clock = new SetClock();
  @RegisterExtension private final TestServer server = new TestServer(clock);

  @Test
  void expiredTokenCostsNoHashAndNoSignatureCheck() throws IOException {
    HttpCalls calls = server.calls();
    calls.register("miguel", "python");
    String token = calls.token("miguel", "python");
    clock.move(Duration.ofMinutes(10));
    long hashesBefore = server.hasher().computed();

    try (Socket socket = calls.connect()) {
      byte[] request =
          ("GET /api/resource HTTP/1.1\r\nHost: localhost\r\n" + basic(token, "x") + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < REQUESTS; i++) {
        socket.getOutputStream().write(request);
        assertThat(HttpCalls.readOne(socket.getInputStream()).status()).isEqualTo(401);
      }
    }

    assertThat(hashesBefore).isEqualTo(2);
    assertThat(server.hasher().computed()).isEqualTo(hashesBefore);
    assertThat(server.verifier().signatureChecks()).isZero();
  }

  @Test
  void textLikeATokenIsNeverHashed() {
    HttpCalls calls = server.calls();
    String unsigned = "eyJhbGciOiJub25lIn0.eyJpZCI6MX0.";

    assertThat(calls.get("/api/resource", basic(unsigned, "x")).status()).isEqualTo(401);
    assertThat(calls.get("/api/resource", basic("n".repeat(256), "x")).status()).isEqualTo(401);
    assertThat(calls.register(unsigned, "python").status()).isEqualTo(400);
    assertThat(server.hasher().computed()).isZero();

    assertThat(calls.get("/api/resource", basic("a.b.c", "x")).status()).isEqualTo(401);
    assertThat(calls.get("/api/resource", basic("n".repeat(255), "x")).status()).isEqualTo(401);
    assertThat(server.hasher().computed()).isEqualTo(2);
  }
}
