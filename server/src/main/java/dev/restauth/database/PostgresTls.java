package dev.restauth.database;

import dev.restauth.config.AddressBlock;
import dev.restauth.database.DatabasePlace.Host;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The default protection of connections to PostgreSQL, and the warning about weaker modes. */
final class PostgresTls {
  private static final String MODE = "sslmode";
  private static final String ROOT = "sslrootcert";
  private static final String FULL = "verify-full";
  private static final Set<String> VERIFYING = Set.of("verify-ca", FULL);

  /**
   * The weak modes, the weakest first. With a weak mode, an attacker on the network can read all
   * data or impersonate the database server.
   */
  private static final List<String> WEAK = List.of("disable", "allow", "prefer", "require");

  /**
   * The socket factory that uses the JDK's trust store, which contains the certificates of public
   * authorities.
   */
  private static final String TRUST_OF_THE_JDK = "org.postgresql.ssl.DefaultJavaSSLFactory";

  private PostgresTls() {}

  /**
   * Checks the TLS mode.
   *
   * @throws IllegalArgumentException if the mode does not exist
   */
  static void check(Map<String, String> options) {
    Optional.ofNullable(options.get(MODE))
        .filter(mode -> !WEAK.contains(mode) && !VERIFYING.contains(mode))
        .ifPresent(
            _ -> {
              throw new IllegalArgumentException(
                  "its option sslmode may be verify-full, verify-ca, "
                      + String.join(", ", WEAK.reversed()));
            });
  }

  /** Returns the options of the URL, with defaults for missing options. */
  static Map<String, String> options(PostgresUrl url) {
    return options(
        url, Files.exists(Path.of(System.getProperty("user.home"), ".postgresql", "root.crt")));
  }

  /**
   * Returns the options of the URL, with defaults for missing options.
   *
   * @param rootAtHome whether a root certificate exists in the folder from which libpq and the
   *     driver read it
   */
  static Map<String, String> options(PostgresUrl url, boolean rootAtHome) {
    Map<String, String> options = new HashMap<>(url.options());
    if (!onlyLoopback(url.hosts())) {
      options.putIfAbsent(MODE, FULL);
    }
    boolean ownTrust =
        rootAtHome
            || options.keySet().stream().anyMatch(Set.of(ROOT, "sslcert", "sslkey")::contains);
    if (VERIFYING.contains(options.getOrDefault(MODE, "")) && !ownTrust) {
      options.put("sslfactory", TRUST_OF_THE_JDK);
    }
    return options;
  }

  /** Returns the warning about a weak mode if a host is not loopback; otherwise empty. */
  static Optional<String> warning(DatabasePlace.Postgres database) {
    return Optional.ofNullable(database.options().get(MODE))
        .filter(mode -> WEAK.contains(mode) && !onlyLoopback(database.hosts()))
        .map(
            mode ->
                "with sslmode "
                    + mode
                    + " an attacker between this server and PostgreSQL can pretend to be it");
  }

  /**
   * Returns whether all hosts are loopback. A host name is not looked up, because it may have
   * another address tomorrow.
   */
  private static boolean onlyLoopback(List<Host> hosts) {
    return hosts.stream()
        .allMatch(
            host ->
                host.name().equalsIgnoreCase("localhost")
                    || AddressBlock.literal(host.name())
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent());
  }
}
