package dev.restauth.ha;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** PostgreSQL on three machines under Patroni, with etcd and HAProxy. */
final class DatabaseCluster implements AutoCloseable {
  static final String PASSWORD = "database";

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration CONNECTING = Duration.ofSeconds(2);

  private final Deployment deployment;
  private final Path folder;
  private final List<DatabaseMachine> machines = new ArrayList<>();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECTING).build();
  private final List<Program> haproxy = new ArrayList<>();
  private Program etcd;

  private DatabaseCluster(Deployment deployment, Path folder) throws IOException {
    this.deployment = deployment;
    this.folder = folder;
    this.etcd = startEtcd();
  }

  /** Starts all programs, and creates REST-auth's database. */
  static DatabaseCluster start(Deployment deployment, Path folder) throws IOException {
    DatabaseCluster cluster = new DatabaseCluster(deployment, folder);
    try {
      cluster.begin();
      return cluster;
    } catch (IOException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void begin() throws IOException {
    for (int machine = 1; machine <= Deployment.MACHINES; machine++) {
      machines.add(DatabaseMachine.start(deployment, folder, machine, client));
    }
    haproxy.add(
        Program.start(
            folder,
            "haproxy",
            Map.of(),
            List.of("haproxy", "-db", "-f", deployment.haproxy().toString())));
    awaitHealthy();
    DatabaseMachine primary = primary();
    Program.run(
        folder,
        "psql",
        Program.asPostgres(
            "psql",
            "-h",
            primary.socketFolder().toString(),
            "-p",
            String.valueOf(primary.databasePort()),
            "-c",
            "CREATE ROLE restauth LOGIN PASSWORD '" + PASSWORD + "'",
            "-c",
            "CREATE DATABASE restauth OWNER restauth"));
  }

  private Program startEtcd() throws IOException {
    return Program.start(
        folder, "etcd", Map.of(), List.of("etcd", "--config-file", deployment.etcd().toString()));
  }

  void killEtcd() {
    etcd.kill();
  }

  void bringBackEtcd() throws IOException {
    etcd = startEtcd();
  }

  /** Restarts the programs and machines that a failed test has left stopped. */
  void bringBackAll() throws IOException {
    if (!etcd.isAlive()) {
      bringBackEtcd();
    }
    machines.stream().filter(machine -> !machine.isAlive()).forEach(DatabaseMachine::bringBack);
  }

  /** Returns the machine that Patroni reports as primary. Fails if there is none. */
  DatabaseMachine primary() {
    return machines.stream()
        .filter(machine -> machine.is("primary"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no primary"));
  }

  /** Returns the standby for which every commit waits. */
  DatabaseMachine synchronousStandby() {
    // The primary names the standby, because the standby itself may report its role later.
    List<String> names =
        members(primary())
            .filter(member -> member.path("role").asText().equals("sync_standby"))
            .map(member -> member.path("name").asText())
            .toList();
    return machines.stream()
        .filter(machine -> names.contains(machine.name()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no synchronous standby"));
  }

  /** Returns the state of all machines as one machine's Patroni reports it. */
  private static Stream<JsonNode> members(DatabaseMachine machine) {
    return machine.cluster().stream()
        .flatMap(all -> StreamSupport.stream(all.path("members").spliterator(), false));
  }

  List<DatabaseMachine> othersThan(DatabaseMachine one) {
    return machines.stream().filter(machine -> machine != one).toList();
  }

  /** Waits until another machine is the primary. */
  void awaitAnotherThan(DatabaseMachine former) {
    Program.await(
        "another primary than " + former.name(),
        TIMEOUT,
        () -> othersThan(former).stream().anyMatch(machine -> machine.is("primary")));
  }

  /**
   * Waits until there is one primary, and all other machines replicate from it, one of them
   * synchronously.
   */
  void awaitHealthy() {
    Program.await("one primary, and all others follow it", TIMEOUT, this::isHealthy);
  }

  private boolean isHealthy() {
    List<DatabaseMachine> primaries =
        machines.stream().filter(machine -> machine.is("primary")).toList();
    if (primaries.size() != 1) {
      return false;
    }
    List<String> members =
        members(primaries.getFirst())
            .map(
                member ->
                    member.path("role").asText()
                        + " "
                        + member.path("state").asText()
                        + " "
                        + member.path("timeline").asText())
            .sorted()
            .toList();
    String timeline = members.isEmpty() ? "" : members.getFirst().replaceAll(".* ", "");
    return members.equals(
        List.of(
            "leader running " + timeline,
            "replica streaming " + timeline,
            "sync_standby streaming " + timeline));
  }

  /** Connects as REST-auth's user to one machine's PostgreSQL, directly and not through HAProxy. */
  Connection connect(DatabaseMachine machine) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + machine.databasePort()
            + "/restauth?sslmode=verify-full&sslrootcert="
            + deployment.certificates().resolve("ca.crt"),
        "restauth",
        PASSWORD);
  }

  @Override
  public void close() {
    haproxy.forEach(Program::stop);
    // All machines stop in parallel. Otherwise each machine would wait until the others notice that
    // the previous one stopped.
    machines.parallelStream().forEach(DatabaseMachine::stop);
    etcd.stop();
  }
}
