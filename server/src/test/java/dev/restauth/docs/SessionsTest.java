package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show at a terminal is what one gets there. */
class SessionsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("pages")
  void printsWhatIsShown(Path path) {
    CurlSession session = CurlSession.of(Document.of(path));
    onFreshServers(
        (curl, port) -> assertThat(session.differences(curl, port)).as(path + "").isEmpty());
  }

  private static Stream<Path> pages() {
    return CurlSession.documents().stream().map(Document::path);
  }

  @Test
  void theReadmeShowsAllCallsInUnder120Lines() {
    Document readme = Document.of("README.md");
    assertThat(readme.text().lines()).hasSizeLessThan(120);
    assertThat(CurlSession.of(readme).steps())
        .extracting(CurlSession.Step::command)
        .anyMatch(command -> command.endsWith("/api/users"))
        .anyMatch(command -> command.contains("-u miguel:python") && command.endsWith("/api/token"))
        .anyMatch(command -> command.contains("-u $TOKEN:"))
        .anyMatch(command -> command.contains("Bearer $TOKEN"))
        .anyMatch(command -> command.endsWith("/api/me/password"))
        .anyMatch(command -> command.startsWith("curl -X DELETE"));
  }

  /** They are shown without their answers, in the order in which one can try them. */
  @Test
  void theFrontPagesCommandsWork() {
    onFreshServers(
        (curl, port) -> {
          Map<String, String> variables = new TreeMap<>();
          variables.put("SERVER", "http://127.0.0.1:" + port);
          List<String> printed = new ArrayList<>();
          for (String command : frontPageCommands()) {
            printed.add(curl.run(command, variables));
            if (printed.getLast().startsWith("{\"token\"")) {
              variables.put("TOKEN", printed.getLast().split("\"", -1)[3]);
            }
          }
          String hello = "{\"data\":\"Hello, miguel!\"}\n";
          assertThat(printed).hasSize(10);
          assertThat(printed.getFirst()).startsWith("HTTP/1.1 201");
          assertThat(printed.get(1)).isEqualTo("{\"username\":\"miguel\"}\n");
          assertThat(printed.subList(3, 6)).containsExactly(hello, hello, hello);
          assertThat(printed.get(6)).startsWith("{\"sessions\":[{\"id\":\"").contains("true");
          assertThat(printed.subList(7, 10)).containsExactly("", "", "");
        });
  }

  private static List<String> frontPageCommands() {
    return Document.of("server/src/main/resources/dev/restauth/web/front-page.txt")
        .matches("^  (curl (?:.*\\\\\n)*.*)$")
        .map(found -> found.group(1))
        .toList();
  }

  private interface Check {
    void run(CurlSession.Curl curl, int port);
  }

  /** With our own reading of curl's options always, and with curl itself where there is one. */
  private void onFreshServers(Check check) {
    try (TestServer server = TestServer.start(folder.resolve("own"))) {
      check.run(new ServerTerminal(server, new OwnCurl(server.calls())), server.port());
    }
    RealCurl.installed()
        .ifPresent(
            curl -> {
              Path other = folder.resolve("curl");
              try (TestServer server = TestServer.start(other, InstantSource.system(), Map.of())) {
                check.run(new ServerTerminal(server, curl), server.port());
              }
            });
  }
}
