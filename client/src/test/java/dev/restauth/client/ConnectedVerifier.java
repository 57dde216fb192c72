package dev.restauth.client;

import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server for each test, and a verifier that is connected to it. Only the test's clock makes the
 * verifier stale.
 */
final class ConnectedVerifier implements BeforeEachCallback, AfterEachCallback {
  private final TestClock clock = new TestClock();
  private Optional<FakeServer> server = Optional.empty();
  private Optional<Connected> connected = Optional.empty();

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    FakeServer fresh = new FakeServer();
    server = Optional.of(fresh);
    connected = Optional.of(Verifiers.connect(fresh, Verifiers.calm(fresh, clock)));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    connected.ifPresent(Connected::close);
    server.ifPresent(FakeServer::close);
  }

  Optional<VerifiedToken> verify(String token) {
    return connected.orElseThrow().verifier().verify(token);
  }

  boolean accepts(String token) {
    return connected.orElseThrow().accepts(token);
  }
}
