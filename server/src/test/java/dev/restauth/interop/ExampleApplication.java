package dev.restauth.interop;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestPort;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An application that {@code restauth client create --example} has printed. It runs unchanged on a
 * free port.
 */
final class ExampleApplication implements AutoCloseable {
  private final TestPort port = TestPort.reserve();
  private final Path folder;
  private final Process process;
  private final String path;

  /**
   * Registers a client, and starts the application that the command printed.
   *
   * @param kind the value of {@code --example}
   * @param path the path of the redirect URI
   * @param file the application's file
   * @param command the command that starts the application; {@code PORT} stands for the port
   */
  ExampleApplication(
      OpenidScene scene, String kind, String path, String file, List<String> command) {
    this.path = path;
    try {
      folder = Files.createTempDirectory(scene.folder(), kind);
      Files.createSymbolicLink(
          folder.resolve("node_modules"), Interop.FOLDER.resolve("node_modules"));
      Reply reply =
          scene
              .server()
              .operate(
                  "client.create",
                  Map.of(
                      "id",
                      kind,
                      "metadata",
                      "{\"redirect_uris\":[\"" + redirectUri() + "\"]}",
                      "example",
                      kind));
      assertThat(reply).isInstanceOf(Reply.Done.class);
      Map<String, Object> facts = ((Reply.Done) reply).facts().values();
      Files.writeString(folder.resolve(file), String.valueOf(facts.get("example")));
      ProcessBuilder builder =
          new ProcessBuilder(
                  command.stream()
                      .map(each -> each.equals("PORT") ? Integer.toString(port.number()) : each)
                      .toList())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log.txt").toFile());
      Interop.doNotAskProxies(builder);
      builder
          .environment()
          .put("RESTAUTH_CLIENT_SECRET", facts.getOrDefault("client_secret", "").toString());
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    eventually(kind + " listens", this::listens);
  }

  private boolean listens() {
    assertThat(process.isAlive()).as(log()).isTrue();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.number())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  String origin() {
    return "http://127.0.0.1:" + port.number();
  }

  String redirectUri() {
    return origin() + path;
  }

  /** Returns the application's output. */
  String log() {
    try {
      return Files.readString(folder.resolve("log.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    port.close();
  }
}
