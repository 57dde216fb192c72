package dev.restauth.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.restauth.TestPort;
import dev.restauth.TestServer;
import dev.restauth.oauth.client.TestClients;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * A server with a configured URL and the account susan, for OpenID Connect libraries. The libraries
 * reach the server over HTTP on loopback.
 */
final class OpenidScene implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();
  static final String USER = "susan";
  static final String PASSWORD = "python";

  private final TestPort port = TestPort.reserve();
  private final TestServer server;
  private final Path folder;

  /** Starts the server in a folder. */
  OpenidScene(Path folder) {
    this(folder, Map.of());
  }

  /** Starts the server with further settings. */
  OpenidScene(Path folder, Map<String, String> more) {
    this.folder = folder;
    Map<String, String> settings = new HashMap<>(more);
    settings.put("port", Integer.toString(port.number()));
    settings.put("public-url", issuer());
    server = TestServer.start(folder.resolve("server"), InstantSource.system(), settings);
    var _ = server.calls().register(USER, PASSWORD);
  }

  TestServer server() {
    return server;
  }

  Path folder() {
    return folder;
  }

  String issuer() {
    return "http://127.0.0.1:" + port.number();
  }

  /**
   * Registers a client, and returns the client's secret, or an empty text if this kind of client
   * has none.
   */
  String client(String id, String metadata) {
    return new TestClients(server).add(id, metadata);
  }

  /** Creates a key for {@code private_key_jwt}. */
  static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("client-key").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the input that every program around a library needs. */
  ObjectNode question(String redirectUri) {
    return JSON.createObjectNode()
        .put("issuer", issuer())
        .put("username", USER)
        .put("password", PASSWORD)
        .put("redirect_uri", redirectUri);
  }

  /** Runs a program, which must succeed. */
  static JsonNode ask(String program, ObjectNode question) throws IOException {
    try (Interop library = Interop.start(program)) {
      return JSON.readTree(library.ask(question.toString()));
    }
  }

  @Override
  public void close() {
    server.close();
    port.close();
  }
}
