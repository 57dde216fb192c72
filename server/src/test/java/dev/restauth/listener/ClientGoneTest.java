package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients that close the connection in the middle of a request or response. These clients cause no
 * warnings.
 */
@ExtendWith(QuietLogs.class)
class ClientGoneTest {
  private static final String JSON = "Content-Type: application/json";

  @RegisterExtension
  private static final TestServer server = new TestServer().withAccount("alice", "opensesame");

  @Test
  void closedConnectionsCauseNoWarnings() throws Exception {
    String login = Wire.request("GET /api/resource", HttpCalls.basic("alice", "opensesame"));
    String[] starts = {
      "",
      "GE",
      "GET / HTTP/1.1\r",
      "GET / HTTP/1.1\r\nHost: x\r\nX: y",
      Wire.request("POST /api/users", JSON, "Content-Length: 99"),
      Wire.request("POST /api/users", JSON, "Content-Length: 99") + "{\"username\":",
      Wire.request("POST /api/users", JSON, "Transfer-Encoding: chunked") + "5\r\n{\"u",
      Wire.request("POST /api/users", JSON, "Transfer-Encoding: chunked") + "5",
      Wire.request("POST /api/users", JSON, "Content-Length: 99", "Expect: 100-continue"),
      Wire.request("GET /api/resource", "Content-Length: 99") + "x",
      Wire.request("POST /nothing", "Content-Length: 9999999") + "x".repeat(100_000),
      Wire.registration(Wire.account("gone")),
      login,
      login.repeat(10),
      Wire.request("GET /").repeat(2000),
    };
    for (String start : starts) {
      for (int i = 0; i < 4; i++) {
        Wire wire = Wire.to(server).sendWhatGoes(start.getBytes(StandardCharsets.UTF_8));
        if (i % 2 == 1 && start.contains("\r\n\r\n")) {
          awaitFirstByte(wire);
        }
        if (i < 2) {
          wire.reset();
        } else {
          wire.close();
        }
      }
    }
    ConnectionLimitsTest.awaitConnections(server, 0);
    assertThat(server.calls().get("/").status()).isEqualTo(200);
  }

  /** Reads a first byte if one arrives soon. */
  private static void awaitFirstByte(Wire wire) throws IOException {
    wire.socket().setSoTimeout(50);
    try {
      wire.in().read();
    } catch (IOException nothingYet) {
      // the caller closes the connection in any case
    }
  }
}
