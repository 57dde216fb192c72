package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.Eventually;
import dev.restauth.PostgresCluster;
import dev.restauth.TestPort;
import dev.restauth.crypto.TestCertificate;
import dev.restauth.login.LoginFailureRows;
import dev.restauth.store.Sql;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.PostgresDatabase.Host;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of the PostgreSQL server, and the verification of its certificate. */
class PostgresConnectionTest {
  private static final String JDK = "org.postgresql.ssl.DefaultJavaSSLFactory";

  @TempDir static Path folder;
  @AutoClose private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    makeCertificate("server");
    makeCertificate("other");
    cluster =
        PostgresCluster.start(
            Files.createDirectory(folder.resolve("one")),
            "ssl=on",
            "ssl_cert_file=" + folder.resolve("server.crt"),
            "ssl_key_file=" + folder.resolve("server.key"));
    cluster.execute("CREATE DATABASE demoted");
    // This setting makes the server look like a standby to a client that searches for the primary.
    cluster.execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
  }

  /** Creates a self-signed certificate for the name localhost, but not for its address. */
  private static void makeCertificate(String name) throws Exception {
    TestCertificate certificate =
        TestCertificate.selfSigned(name, TestCertificate.dns("localhost"));
    certificate.writeCertificate(folder.resolve(name + ".crt"));
    Path key = folder.resolve(name + ".key");
    certificate.writeKey(key);
    // PostgreSQL refuses a private key that other users can read.
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void certificateWithTrustedAuthorityAndNameIsAccepted() throws SQLException {
    assertThat(encrypted("localhost", verifying("server"))).isTrue();
  }

  @Test
  void certificateOfAnotherAuthorityIsRefused() {
    assertThatThrownBy(() -> encrypted("localhost", verifying("other")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("SSL error")
        .hasMessageContaining("PKIX");
  }

  @Test
  void certificateForAnotherNameIsRefused() {
    assertThatThrownBy(() -> encrypted("127.0.0.1", verifying("server")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining("could not be verified");
  }

  @Test
  void certificateThatTheJdkDoesNotTrustIsRefused() {
    assertThatThrownBy(
            () -> encrypted("localhost", Map.of("sslmode", "verify-full", "sslfactory", JDK)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("PKIX");
  }

  /** An attacker in the network must not be able to prevent TLS. */
  @Test
  void serverWithoutTlsIsRefusedIfVerificationIsConfigured() {
    assertThatThrownBy(
            () -> database(List.of(shared()), "postgres", verifying("server")).connect(true))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("does not support SSL");
  }

  private static Map<String, String> verifying(String certificate) {
    return Map.of(
        "sslmode", "verify-full", "sslrootcert", folder.resolve(certificate + ".crt").toString());
  }

  private static boolean encrypted(String host, Map<String, String> options) throws SQLException {
    return one(
            database(List.of(new Host(host, cluster.port())), "template1", options),
            "SELECT ssl::text AS it FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        .equals("true");
  }

  @Test
  void connectionGoesToTheHostThatAcceptsWrites() throws Exception {
    Host standby = new Host("127.0.0.1", cluster.port());
    Host primary = shared();
    try (TestPort nobodys = TestPort.reserve()) {
      Host dead = new Host("localhost", nobodys.number());

      assertThat(portOf(List.of(dead, standby, primary)))
          .isEqualTo(Integer.toString(primary.port()));
      assertThatThrownBy(() -> portOf(List.of(dead, standby))).isInstanceOf(SQLException.class);
    }
  }

  /** Simulates a primary that has become a standby while a connection to it was open. */
  @Test
  void connectionToAFormerPrimaryIsDropped() throws Exception {
    Host host = new Host("127.0.0.1", cluster.port());
    try (Store store = database(List.of(host), "demoted", Map.of()).open()) {
      assertThat(writes(store)).isTrue();
      cluster.execute("ALTER SYSTEM SET default_transaction_read_only = on");
      cluster.execute("SELECT pg_reload_conf()");
      Eventually.eventually("writing is refused", () -> !writes(store));
      cluster.await(
          "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = 'demoted')");

      cluster.execute("ALTER SYSTEM RESET default_transaction_read_only");
      cluster.execute("SELECT pg_reload_conf()");
      Eventually.eventually("writing is possible", () -> writes(store));
    }
  }

  private static boolean writes(Store store) {
    try {
      store.inTransaction(
          tx ->
              new LoginFailureRows(tx)
                  .add(new byte[] {1}, 1, Instant.parse("2026-11-25T12:00:00Z")));
      return true;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  private static String portOf(List<Host> hosts) throws SQLException {
    return one(database(hosts, "postgres", Map.of()), "SELECT current_setting('port') AS it");
  }

  private static String one(PostgresDatabase database, @CompileTimeConstant final String sql)
      throws SQLException {
    try (Connection connection = database.connect(true)) {
      return new Sql(connection).one(sql, row -> row.text("it")).orElseThrow();
    }
  }

  /** Returns the server that all tests share, without TLS. */
  private static Host shared() throws SQLException {
    String url = TestDatabase.postgresUrl();
    return new Host("localhost", URI.create(url.substring("jdbc:".length())).getPort());
  }

  private static PostgresDatabase database(
      List<Host> hosts, String name, Map<String, String> options) {
    return new PostgresDatabase(hosts, name, Optional.of("postgres"), Optional.empty(), options, 4);
  }
}
