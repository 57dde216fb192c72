package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Declarations;
import dev.restauth.Programs;
import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.config.ConfigException;
import dev.restauth.config.ConfigLoader;
import dev.restauth.config.SettingProblem;
import dev.restauth.operator.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Commands of docs/configuration.md. A server starts with the files that they create, and reports
 * mistakes as the page shows.
 */
class ConfigurationSessionsTest {
  private static final Document PAGE = Document.of("docs/configuration.md");
  private static final String SERVE = "./restauth ";
  private static final String BLOCKLIST = "/var/lib/restauth/pwned.filter";

  @TempDir Path folder;

  static Stream<String> blocks() {
    return PAGE.matches("(?s)^```sh\n(.*?)^```$")
        .map(block -> block.group(1).replaceAll(" *\\\\\n *", " "));
  }

  /** Runs a code block with the program, on the loopback address and on another port. */
  @ParameterizedTest
  @MethodSource("blocks")
  void itsCommandsWork(String block) throws Exception {
    List<String> lines = block.lines().toList();
    int serve = (int) lines.stream().takeWhile(line -> !line.startsWith(SERVE)).count();
    assertThat(lines).as("a line that starts the server").hasSizeGreaterThan(serve);
    String command =
        lines
            .get(serve)
            .substring(SERVE.length())
            .replace("0.0.0.0", "127.0.0.1")
            .replace(BLOCKLIST, blocklist());
    makeCertificate(block);
    TestServer.prepareIn(folder);
    run(lines.subList(0, serve));
    List<String> arguments = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
    arguments.add("--port=0");
    try (ServerProcess server =
        ServerProcess.start(folder, Map.of(), arguments.toArray(String[]::new))) {
      int port = server.ready().port();
      run(
          lines.subList(serve + 1, lines.size()).stream()
              .map(line -> line.replace(":5000", ":" + port))
              .toList());
    }
  }

  /** Makes a certificate for a block that uses the certificate of an earlier block. */
  private void makeCertificate(String block) {
    if (block.contains("-in chain.pem")) {
      run(
          blocks()
              .flatMap(String::lines)
              .filter(line -> line.startsWith("openssl req -x509"))
              .toList());
    }
  }

  private void run(List<String> lines) {
    if (!lines.isEmpty()) {
      Programs.run(
          List.of("bash", "-ec", "cd '" + folder + "'\numask 077\n" + String.join("\n", lines)));
    }
  }

  private String blocklist() throws Exception {
    Path list = Files.writeString(folder.resolve("list.txt"), "a listed password\n");
    Path filter = folder.resolve("pwned.filter");
    assertThat(
            TestServer.operate(
                folder, "build-blocklist", Map.of("list", list + "", "output", filter + "")))
        .isInstanceOf(Reply.Done.class);
    return filter + "";
  }

  @Test
  void reportsMistakesAsThePageShows() throws Exception {
    List<String> shown =
        PAGE.matches("(?s)^```\n(restauth.yaml line 3.*?)^```$")
            .findFirst()
            .orElseThrow()
            .group(1)
            .lines()
            .toList();
    assertThat(shown).hasSizeGreaterThan(2);
    Files.writeString(
        folder.resolve("restauth.yaml"), "data: data\n# minutes\ntoken_duration: 5m\n");
    assertThatThrownBy(
            () ->
                ConfigLoader.load(
                    Declarations.OURS.settings(),
                    Map.of("host", "0.0.0.0"),
                    Map.of("RESTAUTH_PORT", "http"),
                    folder))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> assertThat(e.problems()).map(SettingProblem::toString).containsAll(shown));
  }
}
