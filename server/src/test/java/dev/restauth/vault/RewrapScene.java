package dev.restauth.vault;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A folder with a database that contains every kind of encrypted secret: a signing key, a pepper,
 * and the secret that signs a former application's tokens.
 */
final class RewrapScene {
  private static final byte[] OLD_SECRET =
      "a secret of the old application".getBytes(StandardCharsets.UTF_8);

  /** The bcrypt hash of "python" with the pepper "n". */
  private static final String PEPPERED =
      "$2b$05$VnNoCl9KSJqGBJWuRgeH6OralRv8iiLd98kGeMiofUIRQCfmmC/n2";

  final Path folder;
  private String ours = "";
  private final String old = oldToken();

  RewrapScene(Path folder) {
    this.folder = folder;
  }

  TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  /** Fills a new database. The {@code settings} name the master key. */
  void fill(Map<String, String> settings) {
    try (TestServer server = start(settings)) {
      adoptOldApplication();
      adoptPeppered("a");
      server.calls().register("zoe", "python");
      ours = server.calls().token("zoe", "python");
      assertTokensAndPepperWork(server);
    }
  }

  private void adoptOldApplication() {
    done(
        "adopt",
        Map.of(
            "source",
            "rest-auth",
            "file.1",
            sample().toString(),
            "secret_key",
            Base64.getEncoder().encodeToString(OLD_SECRET),
            "accept_until",
            "2099-12-31"));
  }

  /**
   * Adopts an account from a separate source. The account's hash requires a pepper, which the
   * database stores encrypted for each source.
   */
  void adoptPeppered(String name) {
    Path users = write("users-" + name, List.of("username,password_hash", name + "," + PEPPERED));
    done(
        "adopt",
        Map.of(
            "source",
            "csv",
            "name",
            "csv-" + name,
            "file.1",
            users.toString(),
            "hash_format",
            "devise",
            "pepper",
            Base64.getEncoder().encodeToString("n".getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Asserts that the server accepts its own token, the former application's token and the peppered
   * password.
   */
  void assertTokensAndPepperWork(TestServer server) {
    HttpCalls calls = server.calls();
    assertThat(status(calls, basic(ours, "x"))).as("a token of ours").isEqualTo(200);
    assertThat(status(calls, basic(old, "x"))).as("an adopted token").isEqualTo(200);
    assertThat(status(calls, basic("a", "wrong"))).isEqualTo(401);
    assertThat(server.calls().token("zoe", "python")).isNotEmpty();
  }

  /**
   * Logs in to an account with a peppered hash. Only the first log-in of an account uses the
   * pepper, because the server then replaces the hash with one that needs no pepper.
   */
  void assertPepperWorks(TestServer server, String name) {
    assertThat(status(server.calls(), basic(name, "pythonn"))).isEqualTo(401);
    assertThat(status(server.calls(), basic(name, "python"))).as("a peppered hash").isEqualTo(200);
  }

  private static int status(HttpCalls calls, String authorization) {
    return calls.get("/api/resource", authorization).status();
  }

  Reply operate(Map<String, String> settings, String operation, Map<String, String> arguments) {
    return TestServer.operate(folder, settings, operation, arguments);
  }

  Map<String, Object> done(String operation, Map<String, String> arguments) {
    return done(Map.of(), operation, arguments);
  }

  Map<String, Object> done(
      Map<String, String> settings, String operation, Map<String, String> arguments) {
    Reply reply = operate(settings, operation, arguments);
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).facts().values();
  }

  /** Changes the database to a new master key, and returns the new key's id. */
  String rewrap() {
    return String.valueOf(done("key.rewrap", Map.of()).get("to"));
  }

  Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  /** Returns the key files in the data folder with their content. */
  Map<String, String> keyFiles() {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder.resolve("data"))) {
      for (Path file : all.filter(each -> each.toString().contains("master.key")).toList()) {
        files.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HashMap<>(files);
  }

  private Path write(String name, List<String> lines) {
    try {
      return Files.write(folder.resolve(name), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path sample() {
    try {
      return Path.of(
          Objects.requireNonNull(
                  RewrapScene.class.getResource("/dev/restauth/adopt/rest-auth-2020.sqlite"))
              .toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String oldToken() {
    String signed =
        part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + part("{\"id\":1,\"exp\":4102444800}");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(OLD_SECRET, "HmacSHA256"));
      byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
