package dev.restauth.ha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of deploy/ as they are shipped, except for addresses, ports and folders. All programs
 * run on loopback, with one etcd and two nodes of REST-auth.
 */
final class Deployment {
  static final int MACHINES = 3;
  static final int NODES = 2;

  private static final Path SHIPPED = Path.of("..", "deploy").toAbsolutePath().normalize();

  private final Path folder;
  private final List<TestPort> ports;

  private Deployment(Path folder, List<TestPort> ports) {
    this.folder = folder;
    this.ports = ports;
  }

  /**
   * Writes the files into {@code folder}, which other users may enter. The ports stay reserved
   * until this JVM exits.
   */
  static Deployment into(Path folder) {
    return new Deployment(
        folder, Stream.generate(TestPort::reserve).limit(4 + 2 * MACHINES + NODES).toList());
  }

  private int port(int index) {
    return ports.get(index).number();
  }

  /** Returns HAProxy's port for the primary. */
  int primaryPort() {
    return port(0);
  }

  /** Returns HAProxy's TLS port for the nodes of REST-auth. */
  int webPort() {
    return port(1);
  }

  private int etcdPort() {
    return port(2);
  }

  private int etcdPeerPort() {
    return port(3);
  }

  /** Returns PostgreSQL's port on a machine, 1 to {@link #MACHINES}. */
  int databasePort(int machine) {
    return port(3 + machine);
  }

  /** Returns Patroni's port on a machine. */
  int patroniPort(int machine) {
    return port(3 + MACHINES + machine);
  }

  /** Returns the port of a node, 1 to {@link #NODES}. */
  int nodePort(int node) {
    return port(3 + 2 * MACHINES + node);
  }

  /**
   * Returns the folder of one machine, for example for PostgreSQL's socket. The folder belongs to
   * PostgreSQL's user.
   */
  Path machine(int machine) {
    return folder.resolve("db" + machine);
  }

  Path certificates() {
    return folder.resolve("tls");
  }

  Path etcd() throws IOException {
    String text =
        shipped("etcd.conf.yml")
            .replaceAll("etcd1=.*", "etcd1=http://127.0.0.1:" + etcdPeerPort())
            .replace("10.0.0.1:2379", "127.0.0.1:" + etcdPort())
            .replace("10.0.0.1:2380", "127.0.0.1:" + etcdPeerPort())
            .replace("/var/lib/etcd/restauth", folder.resolve("etcd").toString());
    return write("etcd.yml", text);
  }

  Path patroni(int machine) throws IOException {
    String own = machine(machine).toString();
    String text =
        shipped("patroni.yml")
            .replaceAll(" +- 10\\.0\\.0\\.[23]:2379\n", "")
            .replace("10.0.0.1:2379", "127.0.0.1:" + etcdPort())
            .replace("name: db1", "name: db" + machine)
            .replace("10.0.0.1:8008", "127.0.0.1:" + patroniPort(machine))
            .replace("10.0.0.1:5432", "127.0.0.1:" + databasePort(machine))
            .replace("10.0.0.0/24", "127.0.0.0/8")
            .replace("/var/lib/postgresql/17/restauth", own + "/data")
            .replace("/var/lib/postgresql/17/patroni.pgpass", own + "/pgpass")
            .replace("/var/run/postgresql", own)
            .replace("/etc/patroni/tls", certificates().toString());
    return write("patroni" + machine + ".yml", text);
  }

  Path haproxy() throws IOException {
    String text =
        shipped("haproxy.cfg")
            // Debian's service sets up the log, the chroot folder, the user and the group.
            .replaceAll("(?m)^    (log /|chroot|user|group|log global).*\n", "")
            .replaceAll("(?m)^    server auth3.*\n", "")
            .replace("127.0.0.1:5433", "127.0.0.1:" + primaryPort())
            .replace(":443 ", "127.0.0.1:" + webPort() + " ")
            .replace("/etc/haproxy/accounts.pem", certificates() + "/accounts.pem");
    for (int machine = 1; machine <= MACHINES; machine++) {
      text =
          text.replace(
              "10.0.0." + machine + ":5432 check port 8008",
              "127.0.0.1:" + databasePort(machine) + " check port " + patroniPort(machine));
    }
    for (int node = 1; node <= NODES; node++) {
      text = text.replace("10.0.0." + node + ":5000", "127.0.0.1:" + nodePort(node));
    }
    return write("haproxy.cfg", text);
  }

  Path node(int node) throws IOException {
    String text =
        shipped("restauth.yaml")
            .replaceAll(" +- 10\\.0\\.0\\.[23]\n", "")
            .replace("10.0.0.1", "127.0.0.1")
            .replace("port: 5000", "port: " + nodePort(node))
            .replace("127.0.0.1:5433", "127.0.0.1:" + primaryPort())
            .replace("/etc/restauth/ca.crt", certificates() + "/ca.crt")
            .replace("/etc/restauth", folder.toString());
    return write("restauth" + node + ".yaml", text);
  }

  private static String shipped(String file) throws IOException {
    return Files.readString(SHIPPED.resolve(file));
  }

  /** Writes a file, which must not contain an address or a path from outside the test. */
  private Path write(String name, String text) throws IOException {
    assertThat(text.lines().map(String::strip).filter(line -> !line.startsWith("#")))
        .as(name)
        .noneMatch(line -> line.matches(".*(10\\.0\\.0\\.|/etc/|/var/|:2379|:8008|:5432).*"));
    return Files.writeString(folder.resolve(name), text);
  }
}
