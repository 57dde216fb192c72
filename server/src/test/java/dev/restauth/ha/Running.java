package dev.restauth.ha;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The whole deployment of deploy/, running on this machine. */
final class Running implements AutoCloseable {
  /** The folder for the output of all programs. The test does not delete it. */
  private static final Path LOGS = Path.of("target", "ha");

  private final Path folder;

  /** Stops all programs if the test run is aborted. */
  private final Thread shutdownHook = new Thread(this::stop);

  private Optional<DatabaseCluster> cluster = Optional.empty();
  private Optional<Nodes> nodes = Optional.empty();

  private Running(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /** Starts all programs and waits until they are ready. */
  static Running start() throws Exception {
    // PostgreSQL's user needs access to the folder, and the path of a socket must be short.
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "restauth-ha-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Running running = new Running(folder);
    try {
      Deployment deployment = Deployment.into(folder);
      Path tls = deployment.certificates();
      Certificates certificates = Certificates.in(tls);
      Program.run(folder, "chown", List.of("chown", "-R", "postgres", tls.toString()));
      running.cluster = Optional.of(DatabaseCluster.start(deployment, folder));
      running.nodes = Optional.of(Nodes.start(deployment, folder, certificates.client()));
      return running;
    } catch (Exception | Error e) {
      running.close();
      throw e;
    }
  }

  DatabaseCluster cluster() {
    return cluster.orElseThrow();
  }

  Nodes nodes() {
    return nodes.orElseThrow();
  }

  private void stop() {
    nodes.ifPresent(Nodes::close);
    cluster.ifPresent(DatabaseCluster::close);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
    stop();
    try (Stream<Path> all = Files.walk(folder)) {
      Files.createDirectories(LOGS);
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (each.toString().endsWith(".log")) {
          Files.copy(each, LOGS.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
