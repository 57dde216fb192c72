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

/** All that is shipped in deploy/, running on this machine. */
final class Running implements AutoCloseable {
  /** Where what all programs have printed stays. */
  private static final Path LOGS = Path.of("target", "ha");

  private final Path folder;

  /** Also where the tests are broken off, nothing may be left running. */
  private final Thread whenBrokenOff = new Thread(this::stop);

  private Optional<DatabaseCluster> cluster = Optional.empty();
  private Optional<Nodes> nodes = Optional.empty();

  private Running(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(whenBrokenOff);
  }

  /** Starts all and waits until it is well. */
  static Running start() throws Exception {
    // PostgreSQL's user has to get in, and the path of a socket has to be short.
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
    Runtime.getRuntime().removeShutdownHook(whenBrokenOff);
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
