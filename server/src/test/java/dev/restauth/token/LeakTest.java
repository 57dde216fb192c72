package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LongRun;
import dev.restauth.Programs;
import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.cli.Attempt;
import dev.restauth.crypto.SecretText;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leaks of secrets. No log line, error or response contains any part of a token or a key. The test
 * sends secrets in every place, in every state of the server, at the most verbose log level.
 */
@Timeout(1_200) // with every combination, on a busy machine
@Tag("sqlite")
class LeakTest {
  /** Requests that return tokens. */
  private static final Pattern RETURNS_TOKENS = Pattern.compile("[A-Z]+ /(api|oauth)/token[ ?]");

  /** The response members that contain the returned tokens. */
  private static final Pattern HANDED_OUT =
      Pattern.compile("(\"(?:token|access_token|refresh_token)\":\")([^\"]+)\"");

  /**
   * In a short run, each secret is sent in every sixth request only. Each route still gets every
   * secret, but each single request is sent with only two or three of the sixteen secrets.
   */
  private static final int TURNS = LongRun.IS_LONG ? 1 : 6;

  @TempDir Path folder;

  private final SecretPieces pieces = new SecretPieces();
  private final List<String> secrets = new ArrayList<>();
  private final List<String> leaks = new ArrayList<>();

  @Test
  void noSecretLeaksWithATextLog() throws Exception {
    sendAllToAServerThatLogs("text");
  }

  @Test
  @Tag("long")
  void noSecretLeaksWithAJsonLog() throws Exception {
    sendAllToAServerThatLogs("json");
  }

  private void sendAllToAServerThatLogs(String format) throws Exception {
    prepare();
    try (ServerProcess process = serve(format)) {
      HttpCalls calls = process.ready();
      makeSecrets(calls);

      sendAll(calls, SecretPlaces::all);
      sendAllBroken(calls);
      Programs.limitFileSize(process, "40000");
      sendAll(calls, SecretPlaces::ofUse);
      Programs.limitFileSize(process, "unlimited");
      whileTheDatabaseIsGone(() -> sendAll(calls, SecretPlaces::ofUse));
      process("service-key", "disable", secrets.getLast());
      command("service-key", "create", "other", "--scope", secrets.getLast());
      command("user", "show", secrets.getFirst());
      command("user", "create", secrets.getLast(), "--password-file", "password.txt");
      command("user", "create", "susan", "--password-file", "key.txt");
      look("threads", threadsWhileOneIsSending(process, calls));
      sendAll(calls, SecretPlaces::routes);

      // The log is long enough to contain leaks.
      assertThat(process.log().lines()).hasSizeGreaterThan(10);
      ServerProcess.Ended ended = process.terminate();
      lookAtLines("standard output", ended.out());
      lookAtLines("the log", ended.err());
    }
    lookAtFiles();

    assertThat(leaks).isEmpty();
  }

  /**
   * The server repeats some texts on purpose, so the search must find a secret that is planted in
   * them.
   */
  @Test
  void searchFindsLeaksInResponseAndTextLog() throws Exception {
    searchFindsLeaks("text");
  }

  @Test
  @Tag("long")
  void searchFindsLeaksInResponseAndJsonLog() throws Exception {
    searchFindsLeaks("json");
  }

  private void searchFindsLeaks(String format) throws Exception {
    try (ServerProcess process = serve(format)) {
      HttpCalls calls = process.ready();
      String planted = "planted-where-it-shows";
      String key = SecretText.SERVICE_KEY.next();
      pieces.add("0123456789" + planted + "0123456789");
      pieces.add(key);

      // The planted leaks are a user name in a response, a Host in Location, and the name of a
      // service key in the log.
      send(calls, registration(planted, "localhost"));
      send(calls, registration("susan", key));
      assertThat(leaks).hasSize(2);
      operate("service-key.create", Map.of("name", planted, "scope", "tokens:introspect"));
      process.awaitLogged(planted);
      lookAtLines("the log", process.log());
      assertThat(leaks).hasSize(3);
      leaks.clear();
      send(calls, registration("mary", "localhost"));
      assertThat(leaks).isEmpty();
    }
  }

  @Test
  void searchFindsPiecesInEveryEncoding() {
    String secret = "eyJhbGciOiJub25lIn0.eyJpZCI6MX0_" + SecretText.SERVICE_KEY.next() + "-~.";
    pieces.add(secret);
    for (int from = 0; from + SecretPieces.LENGTH <= secret.length(); from++) {
      String piece = secret.substring(from, from + SecretPieces.LENGTH);
      byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
      for (String written :
          List.of(
              piece,
              piece.toUpperCase(Locale.ROOT),
              Base64.getEncoder().encodeToString(("a:" + piece).getBytes(StandardCharsets.UTF_8)),
              Base64.getEncoder().encodeToString((piece + ":").getBytes(StandardCharsets.UTF_8)),
              Base64.getUrlEncoder().encodeToString(bytes),
              HexFormat.of().formatHex(bytes),
              piece.replace("_", "%5F").replace(".", "%2e").replace("-", "%2D"),
              HexFormat.ofDelimiter("").withPrefix("%").formatHex(bytes),
              HexFormat.ofDelimiter("").withPrefix("\\u00").formatHex(bytes))) {
        assertThat(pieces.in("before " + written + " after")).as(written).isPresent();
      }
      assertThat(pieces.in("before " + piece.substring(1) + " after")).isEmpty();
    }
    assertThat(pieces.in("nothing of it, 100 %, \\ and " + SecretText.SERVICE_KEY.next()))
        .isEmpty();
  }

  /** Prepares accounts and tokens of another application, and an expired token. */
  private void prepare() throws IOException {
    try (AdoptedScene scene = AdoptedScene.ofMiguel(folder)) {
      scene.clock.move(Duration.ofDays(-3_650));
      secrets.add(scene.calls().token("miguel", "python"));
    }
    Files.writeString(folder.resolve("password.txt"), "python");
  }

  private ServerProcess serve(String format) {
    return ServerProcess.start(
        folder,
        Map.of(),
        "serve",
        "--port=0",
        "--argon2-memory=7168",
        "--argon2-iterations=1",
        "--account-failures=1000000",
        "--address-failures=1000000",
        "--trusted-proxies=127.0.0.1",
        "--log-level=debug",
        "--log-format=" + format);
  }

  private void makeSecrets(HttpCalls calls) throws IOException {
    String token = calls.token("miguel", "python");
    String refreshToken =
        calls
            .get("/api/token?refresh=true", basic("miguel", "python"))
            .json()
            .get("refresh_token")
            .asText();
    String key = key("shop-api");
    String disabled = key("disabled");
    operate("service-key.disable", Map.of("name", "disabled"));
    long far = AdoptedScene.FAR.getEpochSecond();
    String claims = "{\"id\":1,\"exp\":" + far + "}";
    OldApplication application = new OldApplication(AdoptedScene.SECRET);
    secrets.addAll(
        List.of(
            token,
            changed(token, token.length() - 20),
            changed(token, token.indexOf('.') + 30),
            token.substring(0, token.length() - 9),
            "eyJhbGciOiJub25lIn0." + token.split("\\.", -1)[1] + ".",
            application.token(claims),
            application.token("{\"id\":1,\"exp\":1}"),
            new OldApplication("another secret").token(claims),
            SecretText.REFRESH_TOKEN.next(),
            refreshToken,
            SecretText.SERVICE_KEY.next(),
            disabled,
            changed(key, 30),
            key.substring(0, 50),
            key));
    secrets.forEach(pieces::add);
    // The example token in this document begins like all tokens of the first account, so the search
    // must ignore it.
    pieces.except(calls.get("/openapi.json").body());
    Files.writeString(folder.resolve("key.txt"), key);
  }

  private static String changed(String secret, int at) {
    return secret.substring(0, at)
        + (secret.charAt(at) == 'A' ? 'B' : 'A')
        + secret.substring(at + 1);
  }

  private String key(String name) {
    Reply made = operate("service-key.create", Map.of("name", name, "scope", "tokens:introspect"));
    return String.valueOf(((Reply.Done) made).facts().values().get("key"));
  }

  private Reply operate(String operation, Map<String, String> arguments) {
    return TestServer.operate(folder, operation, arguments);
  }

  /** Makes requests that contain a secret. */
  private interface Places {
    List<String> of(String secret);
  }

  private void sendAll(HttpCalls calls, Places places) throws IOException {
    for (int i = 0; i < secrets.size(); i++) {
      List<String> requests = places.of(secrets.get(i));
      for (int at = i % TURNS; at < requests.size(); at += TURNS) {
        send(calls, requests.get(at));
      }
    }
  }

  private void sendAllBroken(HttpCalls calls) throws IOException {
    for (int i = 0; i < secrets.size(); i++) {
      List<String> requests = SecretPlaces.broken(secrets.get(i));
      for (int at = i % TURNS; at < requests.size(); at += TURNS) {
        look("the answer to what is broken", answer(calls, requests.get(at), true));
      }
    }
  }

  private static String registration(String username, String host) {
    String json = "{\"username\":\"" + username + "\",\"password\":\"python\"}";
    return "POST /api/users HTTP/1.1\r\nHost: "
        + host
        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
        + json.length()
        + "\r\n\r\n"
        + json;
  }

  private void send(HttpCalls calls, String request) throws IOException {
    String line = request.substring(0, Math.min(60, request.indexOf('\n')));
    String answer = answer(calls, request, false);
    assertThat(answer).as(line).startsWith("HTTP/1.1 ");
    look("the answer to " + line, withoutReturnedTokens(request, answer));
  }

  /**
   * Reads everything until the server closes the connection in any way.
   *
   * @param ending whether the client closes its side after the request; a server that is still
   *     checking a password then sends no response
   */
  private static String answer(HttpCalls calls, String request, boolean ending) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Socket socket = calls.connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      if (ending) {
        socket.shutdownOutput();
      }
      socket.getInputStream().transferTo(bytes);
    } catch (SocketException reset) {
      // the bytes read so far count
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Adds returned tokens to the secrets, and removes them from the response that contains them. */
  private String withoutReturnedTokens(String request, String answer) {
    if (!RETURNS_TOKENS.matcher(request).lookingAt() || !answer.startsWith("HTTP/1.1 200 ")) {
      return answer;
    }
    Matcher handedOut = HANDED_OUT.matcher(answer);
    return handedOut.replaceAll(
        member -> {
          pieces.add(member.group(2));
          return Matcher.quoteReplacement(member.group(1)) + "\"";
        });
  }

  private void look(String where, String text) {
    pieces.in(text).ifPresent(found -> leaks.add(where + ": " + found));
  }

  private void lookAtLines(String where, String text) {
    text.lines().forEach(line -> look(where, line));
  }

  private interface Action {
    void run() throws IOException;
  }

  private void whileTheDatabaseIsGone(Action action) throws IOException {
    Path database = folder.resolve("data/restauth.sqlite");
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(database, elsewhere);
    action.run();
    Files.move(elsewhere, database);
  }

  /** Runs a command that fails: in this process, or in a separate one in a long run. */
  private void command(String... arguments) {
    if (LongRun.IS_LONG) {
      process(arguments);
      return;
    }
    Attempt.Result result =
        new Attempt()
            .in(folder)
            .operating(
                (_, _, request, _) ->
                    TestServer.operate(folder, request.operation(), request.arguments()))
            .run(arguments);
    lookAtCommand(arguments, result.exitCode(), result.out() + result.err());
  }

  /** Runs a command that fails in a separate process, whose log is part of its output. */
  private void process(String... arguments) {
    try (ServerProcess command = ServerProcess.start(folder, Map.of(), arguments)) {
      ServerProcess.Ended ended = command.ended();
      lookAtCommand(arguments, ended.exitCode(), ended.out() + ended.err());
    }
  }

  private void lookAtCommand(String[] arguments, int exitCode, String output) {
    assertThat(exitCode).isNotZero();
    assertThat(output).isNotBlank();
    look("the command " + arguments[0] + " " + arguments[1], output);
  }

  /**
   * Returns the names of all threads, including virtual ones, while a thread waits for the rest of
   * a request.
   */
  private String threadsWhileOneIsSending(ServerProcess process, HttpCalls calls)
      throws IOException {
    Path dump = folder.resolve("threads.json");
    try (Socket socket = calls.connect()) {
      String begun =
          "POST /api/users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 500\r\nAuthorization: Bearer "
              + secrets.getLast()
              + "\r\n\r\n{";
      socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
      Programs.run(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(process.pid()),
              "Thread.dump_to_file",
              "-format=json",
              dump.toString()));
    }
    return Files.readString(dump);
  }

  /** Searches the files. The database may contain at most digests of tokens and keys. */
  private void lookAtFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        look(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
  }
}
