package dev.restauth.bench;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.nio.charset.StandardCharsets;

/**
 * The least that Helidon can do for {@code GET /api/resource}: it sees that there is an Authorization
 * field, checks nothing, and answers the bytes and headers that REST-auth answers.
 */
public final class BareServer {
  private static final Header JSON =
      HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json");
  private static final Header NO_STORE = HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store");
  private static final int BACKLOG = 1024;

  private BareServer() {}

  /**
   * Serves on a free port of 127.0.0.1 and prints its address.
   *
   * @param arguments the name to greet; and {@code http2} where that, too, is spoken, beside HTTP/1.1, which would otherwise be
   *     compared with a server that has both
   */
  public static void main(String[] arguments) {
    byte[] body =
        "{\"data\":\"Hello, %s!\"}\n".formatted(arguments[0]).getBytes(StandardCharsets.UTF_8);
    boolean http2 = arguments.length > 1 && arguments[1].equals("http2");
    var builder =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .backlog(BACKLOG)
            .connectionOptions(options -> options.tcpNoDelay(true))
            .routing(
                HttpRouting.builder()
                    .get(
                        "/api/resource",
                        (request, response) -> {
                          if (request.headers().first(HeaderNames.AUTHORIZATION).isEmpty()) {
                            response.status(Status.UNAUTHORIZED_401).send();
                            return;
                          }
                          response.header(JSON).header(NO_STORE).send(body);
                        }))
            .protocolsDiscoverServices(http2);
    if (!http2) {
      builder.addConnectionSelector(
          Http1ConnectionSelector.builder().config(Http1Config.create()).build());
    }
    WebServer server = builder.build().start();
    System.out.println("bare server ready on http://127.0.0.1:" + server.port());
  }
}
