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

/** How connections to PostgreSQL are protected where nobody says it, and what is said of what is chosen. */
final class PostgresTls {
  private static final String MODE = "sslmode";
  private static final String ROOT = "sslrootcert";
  private static final String FULL = "verify-full";
  private static final Set<String> VERIFYING = Set.of("verify-ca", FULL);

  /** From the weakest on; with one of these, whoever is between may read or answer all. */
  private static final List<String> WEAK = List.of("disable", "allow", "prefer", "require");

  /** Trusts what the JDK trusts, which has the certificates of public authorities. */
  private static final String TRUST_OF_THE_JDK = "org.postgresql.ssl.DefaultJavaSSLFactory";

  private PostgresTls() {}

  /** Throws IllegalArgumentException for a mode that there is not. */
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

  /** The options of the URL, and those that its silence means. */
  static Map<String, String> options(PostgresUrl url) {
    return options(
        url, Files.exists(Path.of(System.getProperty("user.home"), ".postgresql", "root.crt")));
  }

  /**
   * The same.
   *
   * @param rootAtHome whether there is a certificate where libpq and the driver look for it
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

  /** What to tell whoever chose less beyond loopback. */
  static Optional<String> warning(DatabasePlace.Postgres database) {
    return Optional.ofNullable(database.options().get(MODE))
        .filter(mode -> WEAK.contains(mode) && !onlyLoopback(database.hosts()))
        .map(
            mode ->
                "with sslmode "
                    + mode
                    + " whoever is between this server and PostgreSQL can pretend to be it");
  }

  /** A name is not looked up: it may lead elsewhere tomorrow. */
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
