package dev.restauth.client;

import dev.restauth.client.ProtectedApi.Guard;
import dev.restauth.client.helidon.BearerTokenFilter;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The filter in a Helidon server. */
class HelidonAdapterTest {

  @Test
  void apiIsProtected() throws IOException {
    try (Guard guard = new Guard()) {
      WebServer helidon =
          WebServer.builder()
              .host("127.0.0.1")
              .port(0)
              .routing(
                  routing ->
                      routing
                          .addFilter(new BearerTokenFilter(guard.verifier(), "api"))
                          .get(
                              "/orders",
                              (request, response) -> {
                                VerifiedToken token =
                                    request.context().get(VerifiedToken.class).orElseThrow();
                                response.send(
                                    ProtectedApi.answer(
                                        token, token.hasScope("api"), token.hasScope("admin")));
                              }))
              .build()
              .start();
      try {
        new ProtectedApi(helidon.port()).assertProtectedBy(guard, 503);
      } finally {
        helidon.stop();
      }
    }
  }
}
