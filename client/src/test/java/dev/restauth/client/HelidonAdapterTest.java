package dev.restauth.client;

import dev.restauth.client.ProtectedApi.Guard;
import dev.restauth.client.helidon.BearerTokenFilter;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The filter in a Helidon server. */
class HelidonAdapterTest {

  @Test
  void apiIsProtected() throws IOException {
    try (Guard guard = new Guard()) {
      WebServer helidon =
          start(new BearerTokenFilter(guard.verifier(), "api"), token -> token.hasScope("admin"));
      try {
        new ProtectedApi(helidon.port()).assertProtectedBy(guard, 503);
      } finally {
        helidon.stop();
      }
    }
  }

  @Test
  void roleIsRequired() throws IOException {
    try (Guard guard = new Guard()) {
      WebServer helidon =
          start(
              new BearerTokenFilter(guard.verifier(), "api", "admin"),
              token -> token.hasRole("admin"));
      try {
        new ProtectedApi(helidon.port()).assertRequiresAdmin(guard);
      } finally {
        helidon.stop();
      }
    }
  }

  private static WebServer start(BearerTokenFilter filter, Predicate<VerifiedToken> isAdmin) {
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .routing(
            routing ->
                routing
                    .addFilter(filter)
                    .get(
                        "/orders",
                        (request, response) -> {
                          VerifiedToken token =
                              request.context().get(VerifiedToken.class).orElseThrow();
                          response.send(
                              ProtectedApi.answer(
                                  token, token.hasScope("api"), isAdmin.test(token)));
                        }))
        .build()
        .start();
  }
}
