package dev.restauth.adopt;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestServer;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Imports from other systems' files for tests. */
final class AdoptScene {
  private AdoptScene() {}

  /** Returns a file of the test resources. */
  static Path sample(String name) {
    try {
      return Path.of(Objects.requireNonNull(AdoptScene.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static JsonNode json(Path file) {
    try {
      return new JsonMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(Path folder, String name, String... lines) {
    try {
      return Files.write(folder.resolve(name), List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the command {@code restauth adopt} with further arguments, given as names and values. */
  static Reply adopt(Path folder, String source, Path file, String... more) {
    Map<String, String> arguments =
        new HashMap<>(Map.of("source", source, "file.1", file.toString()));
    for (int i = 0; i < more.length; i += 2) {
      arguments.put(more[i], more[i + 1]);
    }
    return TestServer.operate(folder, "adopt", arguments);
  }

  static Map<String, Object> facts(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).facts().values();
  }

  static String message(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }

  static int logIn(TestServer server, String username, String password) {
    return server.calls().get("/api/resource", basic(username, password)).status();
  }

  static long foreignHashes(TestServer server) {
    return server
        .store()
        .<Long>reading(
            tx ->
                new AdoptedAccountRows(tx)
                    .foreignHashes().stream().mapToLong(kind -> kind.count()).sum());
  }
}
