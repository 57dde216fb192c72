package dev.restauth.ha;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.ServerProcess;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Nodes of REST-auth, each in its own process, and HAProxy in front of them. */
final class Nodes implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Duration ANSWERING = Duration.ofSeconds(10);

  private final List<ServerProcess> processes = new ArrayList<>();
  private final List<HttpCalls> calls = new ArrayList<>();
  private final HttpClient client;
  private final URI web;

  private Nodes(HttpClient client, URI web) {
    this.client = client;
    this.web = web;
  }

  /** Starts the nodes, which share one master key. */
  static Nodes start(Deployment deployment, Path folder, HttpClient client) throws IOException {
    secret(folder.resolve("database-password"), DatabaseCluster.PASSWORD);
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    secret(folder.resolve("master.key"), Base64.getEncoder().encodeToString(key));
    Nodes nodes = new Nodes(client, URI.create("https://127.0.0.1:" + deployment.webPort()));
    try {
      for (int node = 1; node <= Deployment.NODES; node++) {
        nodes.processes.add(
            ServerProcess.start(
                folder,
                // The systemd unit sets this variable, too.
                Map.of("RESTAUTH_MASTER_KEY_FILE", folder.resolve("master.key").toString()),
                "serve",
                "--config",
                deployment.node(node).toString(),
                // All clients have one address. Its limit for registrations must not hide an
                // outage.
                "--address-registrations",
                "1000000",
                // Hashes are cheap, because two cores run the whole cluster.
                "--argon2-memory",
                "7168",
                "--argon2-iterations",
                "1"));
      }
      nodes.processes.forEach(process -> nodes.calls.add(process.ready()));
      return nodes;
    } catch (RuntimeException | Error e) {
      nodes.close();
      throw e;
    }
  }

  private static void secret(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  List<HttpCalls> calls() {
    return List.copyOf(calls);
  }

  /**
   * Returns the status with which a node answers a token through HAProxy, or 0 if no response
   * arrives.
   */
  int statusThroughHaproxy(String token) {
    HttpRequest request =
        HttpRequest.newBuilder(web.resolve("/api/resource"))
            .timeout(ANSWERING)
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until each node is ready and logs an account in. */
  void awaitReady(String username) {
    for (HttpCalls node : calls) {
      Program.await(
          "node on port " + node.port() + " is well",
          TIMEOUT,
          () -> isWell(node.get("/health")) && logsIn(node, username));
    }
  }

  private static boolean isWell(Reply health) {
    return health.status() == 200 && health.json().path("status").asText().equals("ok");
  }

  private static boolean logsIn(HttpCalls node, String username) {
    return node.get("/api/token", basic(username, Load.PASSWORD)).status() == 200;
  }

  @Override
  public void close() {
    processes.forEach(ServerProcess::close);
  }
}
