package dev.restauth.event;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log lines that operators see, from a server and from a command without a server. */
class EventLinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "the password of miguel";
  private static final String TYPED = "typed-as-a-name";

  /** Hashing with the usual memory would take most of the time of these processes. */
  private static final Map<String, String> QUICK = Map.of("RESTAUTH_ARGON2_MEMORY", "7168");

  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>(QUICK);

  private ServerProcess start(String command) {
    return ServerProcess.start(folder, settings, command.split(" ", -1));
  }

  private String performed(String command) {
    try (ServerProcess process = start(command)) {
      ServerProcess.Ended ended = process.ended();
      assertThat(ended.exitCode()).as(ended.err()).isZero();
      return ended.err();
    }
  }

  private String create() throws IOException {
    Files.writeString(folder.resolve("pw.txt"), PASSWORD);
    return performed("user create miguel --password-file pw.txt");
  }

  /** Runs a command as a separate process, which writes no lines if a server does the work. */
  private void disable() {
    assertThat(performed("user disable miguel")).isEmpty();
  }

  private void disableInThisProcess() {
    assertThat(TestServer.operate(folder, "user.disable", Map.of("username", "miguel")))
        .isInstanceOf(Reply.Done.class);
  }

  /** Runs a log-in, two failures and a command on a server, and returns the server's log. */
  private String served(Runnable disabling) {
    try (ServerProcess server = start("serve --port 0")) {
      HttpCalls calls = server.ready();
      String token = calls.token("miguel", PASSWORD);
      assertThat(calls.get("/api/token", basic("miguel", "wrong")).status()).isEqualTo(401);
      assertThat(calls.get("/api/token", basic(TYPED, "wrong")).status()).isEqualTo(401);
      disabling.run();
      String log = server.terminate().err();
      assertThat(log).doesNotContain(PASSWORD, token, TYPED, "wrong");
      return log;
    }
  }

  /** Returns the event lines as objects, without members that differ in each run. */
  private static List<String> events(String lines, boolean json) {
    return lines
        .lines()
        .filter(line -> line.contains(json ? "\"event\":" : " event event="))
        .map(line -> json ? object(line) : line.replaceFirst("^\\S+ (\\S+ +event )", "$1"))
        .map(line -> line.replaceAll("(session[\":=]+|key[\":=]+)[\\w-]{20,}", "$1…"))
        .map(line -> line.replaceFirst(",\"request\":\"[0-9a-f]{32}\"| request=[0-9a-f]{32}$", ""))
        .filter(line -> !line.contains("signing_key"))
        .toList();
  }

  private static String object(String line) {
    try {
      JsonNode read = JSON.readTree(line);
      ObjectNode object = (ObjectNode) read;
      assertThat(object.remove("time").asText()).isNotEmpty();
      return object.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String actor() throws IOException {
    return "unix:" + Files.getOwner(folder).getName();
  }

  /** The first command of this test also creates the database; the other tests copy one. */
  @Test
  void inTheTextFormat() throws IOException {
    assertThat(events(create(), false))
        .containsExactly("INFO  event event=user.created account=1 actor=" + actor());
    assertThat(events(served(this::disable), false))
        .containsExactly(
            "INFO  event event=user.address_learned account=1 network=127.0.0.0/24",
            "INFO  event event=user.logged_in account=1 network=127.0.0.0/24 session=…"
                + " method=password acr=1 amr=pwd",
            "INFO  event event=user.login_failed account=1 network=127.0.0.0/24",
            "INFO  event event=user.login_failed network=127.0.0.0/24",
            "INFO  event event=user.disabled account=1 actor=" + actor());
  }

  @Test
  void asJsonWithUserNames() throws IOException {
    TestServer.prepareIn(folder);
    settings.putAll(Map.of("RESTAUTH_LOG_FORMAT", "json", "RESTAUTH_LOG_USER_NAMES", "true"));
    settings.put("RESTAUTH_LOG_LEVEL", "debug"); // lines of libraries have the format, too
    assertThat(events(create(), true))
        .containsExactly(
            json(
                "user.created",
                "\"account\":1,\"username\":\"miguel\",\"actor\":\"" + actor() + "\""));
    String user = "\"account\":1,\"username\":\"miguel\"";
    String network = "\"network\":\"127.0.0.0/24\"";
    String served = served(this::disableInThisProcess);
    assertThat(served.lines()).allMatch(line -> line.startsWith("{\"time\":"));
    assertThat(events(served, true))
        .containsExactly(
            json("user.address_learned", user + "," + network),
            json(
                "user.logged_in",
                user
                    + ","
                    + network
                    + ",\"session\":\"…\",\"method\":\"password\",\"acr\":\"1\",\"amr\":\"pwd\""),
            json("user.login_failed", user + "," + network),
            json("user.login_failed", network),
            json("user.disabled", user + ",\"actor\":\"" + actor() + "\""));
  }

  private static String json(String event, String members) {
    return "{\"level\":\"INFO\",\"logger\":\"dev.restauth.event\",\"message\":\"%s\",\"event\":\"%s\",%s}"
        .formatted(event, event, members);
  }

  @Test
  void notWrittenAtTheLevelWarning() {
    TestServer.prepareIn(folder);
    settings.put("RESTAUTH_LOG_LEVEL", "warning");
    TestServer.operate(folder, "user.create", Map.of("username", "miguel", "password", PASSWORD));
    assertThat(events(served(this::disableInThisProcess), false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"warning", "error"})
  @Tag("long")
  void notWrittenByACommandAtTheLevels(String level) throws IOException {
    TestServer.prepareIn(folder);
    settings.put("RESTAUTH_LOG_LEVEL", level);
    assertThat(create()).isEmpty();
  }
}
