package dev.restauth.ha;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One machine's Patroni with its PostgreSQL. */
final class DatabaseMachine {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Map<String, String> SECRETS =
      Map.of(
          "PATRONI_REPLICATION_PASSWORD", "replicates",
          "PATRONI_REWIND_PASSWORD", "rewinds",
          "PATRONI_RESTAPI_USERNAME", "patroni",
          "PATRONI_RESTAPI_PASSWORD", "restarts");

  private final Path folder;
  private final Path own;
  private final String name;
  private final int databasePort;
  private final URI patroni;
  private final Path file;
  private final HttpClient client;
  private Program program;

  private DatabaseMachine(Deployment deployment, Path folder, int number, HttpClient client)
      throws IOException {
    this.folder = folder;
    this.own = deployment.machine(number);
    this.name = "db" + number;
    this.databasePort = deployment.databasePort(number);
    this.patroni = URI.create("http://127.0.0.1:" + deployment.patroniPort(number));
    this.file = deployment.patroni(number);
    this.client = client;
    Program.run(
        folder,
        "install",
        List.of("install", "-d", "-o", "postgres", "-g", "postgres", "-m", "700", own.toString()));
    this.program = run();
  }

  /** Starts a machine. The first machine has the number 1. */
  static DatabaseMachine start(Deployment deployment, Path folder, int number, HttpClient client)
      throws IOException {
    return new DatabaseMachine(deployment, folder, number, client);
  }

  private Program run() {
    Map<String, String> environment = new HashMap<>(SECRETS);
    environment.put("HOME", own.toString());
    return Program.start(
        folder, "patroni-" + name, environment, Program.asPostgres("patroni", file.toString()));
  }

  String name() {
    return name;
  }

  int databasePort() {
    return databasePort;
  }

  /** Returns the folder of PostgreSQL's socket, which its superuser uses. */
  Path socketFolder() {
    return own;
  }

  /**
   * Returns whether Patroni answers 200 for a role, such as {@code primary}, or false if Patroni
   * does not answer.
   */
  boolean is(String role) {
    return ask("/" + role).filter(answer -> answer.statusCode() == 200).isPresent();
  }

  /** Returns the state of all machines as Patroni reports it. */
  Optional<JsonNode> cluster() {
    return ask("/cluster").map(answer -> parsed(answer.body()));
  }

  private Optional<HttpResponse<String>> ask(String path) {
    try {
      return Optional.of(
          client.send(
              HttpRequest.newBuilder(patroni.resolve(path)).timeout(TIMEOUT).build(),
              BodyHandlers.ofString()));
    } catch (IOException noAnswer) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode parsed(String json) {
    try {
      return new JsonMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }

  /** Kills all programs of the machine at the same moment. */
  void lose() {
    Program.signal(
        "KILL",
        Stream.concat(Stream.of(ProcessHandle.of(program.pid()).orElseThrow()), postgres()));
    program.kill();
  }

  /** Starts the machine again with its previous disk. */
  void bringBack() {
    program = run();
  }

  boolean isAlive() {
    return program.isAlive();
  }

  void killPostgres() {
    Program.signal("KILL", postgres());
  }

  void freezePostgres() {
    Program.signal("STOP", postgres());
  }

  void thawPostgres() {
    Program.signal("CONT", postgres());
  }

  void freezePatroni() {
    program.freeze();
  }

  void thawPatroni() {
    program.thaw();
  }

  /** Returns the postmaster and all its child processes. */
  private Stream<ProcessHandle> postgres() {
    try {
      Path pid = own.resolve("data/postmaster.pid");
      if (!Files.exists(pid)) {
        return Stream.empty();
      }
      return ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip())).stream()
          .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops Patroni and PostgreSQL, and leaves no PostgreSQL process. */
  void stop() {
    thawPostgres();
    program.stop();
    killPostgres();
  }
}
