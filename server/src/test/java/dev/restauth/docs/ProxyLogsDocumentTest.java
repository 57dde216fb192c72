package dev.restauth.docs;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs of proxies that use the configuration of docs/configuration.md, or a default that the page
 * describes. The proxies are Debian's packages nginx, haproxy and caddy. They listen on a Unix
 * socket and answer themselves.
 */
@Tag("long")
class ProxyLogsDocumentTest {
  private static final Document PAGE =
      Document.of("docs/configuration.md").between("### User names in a proxy's log\n", "\n### ");

  private static final String TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
  private static final String BASIC = HttpCalls.basic(TOKEN, "unused");
  private static final String REQUEST =
      "GET /api/resource HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + BASIC + "\r\n\r\n";

  @TempDir Path folder;

  /** Returns the page's example in a language, without its indentation. */
  private static String example(String language) {
    return PAGE.matches("(?s)```" + language + "\n(.*?)```")
        .findFirst()
        .orElseThrow()
        .group(1)
        .stripIndent();
  }

  private Path socket() {
    return folder.resolve("socket");
  }

  private Path log() {
    return folder.resolve("log");
  }

  private String configuration(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Optional<Path> installed(String program) {
    return Stream.concat(Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin"))
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a proxy, sends it a request with a token as the user name, and returns its log. */
  private String logged(Path log, String program, String... arguments) throws Exception {
    Optional<Path> path = installed(program);
    assertThat(path).as(program + " is installed").isPresent();
    List<String> command = new ArrayList<>(List.of(path.orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("HOME", folder.toString()); // Caddy stores files there
    Process proxy = builder.start();
    try {
      eventually(program + " listens", () -> listens() || !proxy.isAlive());
      assertThat(proxy.isAlive()).as(read(output)).isTrue();
      assertThat(answer()).startsWith("HTTP/1.1 200 ");
      eventually("the request is logged", () -> read(log).contains("/api/resource"));
      return read(log);
    } finally {
      proxy.destroy();
      proxy.waitFor();
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listens() {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private String answer() throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertHasNoToken(String log) {
    assertThat(log).doesNotContain(TOKEN, BASIC.substring("Authorization: Basic ".length()));
  }

  private String logOfNginx(String inHttp, String inServer) throws Exception {
    StringBuilder temporary = new StringBuilder();
    for (String each : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      temporary.append("%s_temp_path %s/%s;\n".formatted(each, folder, each));
    }
    String file =
        configuration(
            "nginx.conf",
            "daemon off;\npid %s/pid;\nevents {}\nhttp {\n%s%s\nserver {\nlisten unix:%s;\n%s\nreturn 200;\n}\n}\n"
                .formatted(folder, temporary, inHttp, socket(), inServer));
    return logged(log(), "nginx", "-e", folder.resolve("errors").toString(), "-c", file);
  }

  @Test
  void nginxOmitsTheUserNameInTheFormatOfThePage() throws Exception {
    String[] parts = example("nginx").split("# in server \\{ }\n", -1);
    assertThat(parts).hasSize(2);
    assertHasNoToken(
        logOfNginx(
            parts[0], parts[1].replaceFirst("access_log \\S+ ", "access_log " + log() + " ")));
  }

  @Test
  void nginxLogsTheUserNameByDefault() throws Exception {
    assertThat(PAGE.text()).contains("part of the format `combined`");
    assertThat(logOfNginx("", "access_log " + log() + " combined;")).contains(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"option httplog", "option httplog clf"})
  void haproxyLogsNoUserName(String option) throws Exception {
    assertThat(PAGE.text()).contains("`" + option + "`");
    String file =
        configuration(
            "haproxy.cfg",
            "global\n    log stdout format raw local0\n"
                + example("haproxy").replace("option httplog", option)
                + "    log global\n    timeout client 60s\n    bind unix@"
                + socket()
                + "\n    http-request return status 200\n");
    assertHasNoToken(logged(folder.resolve("output"), "haproxy", "-db", "-f", file));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void caddyLogsNoUserName(boolean byDefault) throws Exception {
    String block = byDefault ? "log {\n}\n" : example("caddyfile");
    String file =
        configuration(
            "Caddyfile",
            "{\nadmin off\n}\nhttp:// {\nbind unix/%s\nrespond 200\n%s}\n"
                .formatted(
                    socket(),
                    block.replaceFirst("log \\{\n", "log {\noutput file " + log() + "\n")));
    String log = logged(log(), "caddy", "run", "--adapter", "caddyfile", "--config", file);
    assertHasNoToken(log);
    assertThat(log.contains("\"Authorization\":[]")).isEqualTo(byDefault);
  }
}
