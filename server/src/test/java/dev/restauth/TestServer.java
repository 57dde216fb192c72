package dev.restauth;

import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.config.DatabasePlace;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.http.HttpCalls;
import dev.restauth.password.PasswordHasher;
import dev.restauth.servicekey.ServiceKeys;
import dev.restauth.store.Account;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.AdoptedTokens;
import dev.restauth.token.KeyRotation;
import dev.restauth.token.TokenVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The real server on a free port, with settings that differ from the defaults where a test says so. */
public final class TestServer implements AutoCloseable {
  private final RunningServer server;

  private TestServer(RunningServer server) {
    this.server = server;
  }

  /** Starts one in {@code folder}. Hashing is made cheap, and nothing is throttled:
   * both are tested where they are meant. */
  public static TestServer start(Path folder, InstantSource clock, Map<String, String> settings) {
    Config config = config(folder, settings);
    if (config.storage().database() instanceof DatabasePlace.SqliteFile sqlite) {
      prepare(sqlite.path());
    }
    if (clock instanceof SetClock set) {
      OnPostgres.follow(set, folder);
    }
    TestServer started = new TestServer(Main.start(config, clock));
    OnPostgres.started(folder, started.port());
    return started;
  }

  /** A first start takes a fifth of the time if it need not make the schema. */
  private static void prepare(Path database) {
    try {
      if (!Files.exists(database.getParent())) {
        Files.createDirectories(
            database.getParent(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        TestDatabase.prepareSqlite(database);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings of servers that share the database of that URL, with the key in {@code folder}. */
  public static Map<String, String> sharing(Path folder, String databaseUrl) throws IOException {
    return OnPostgres.sharing(folder.resolve("shared-master.key"), databaseUrl);
  }

  static Config config(Path folder, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    if (!all.containsKey("database") && OnPostgres.isMeant(folder)) {
      OnPostgres.settings(folder).forEach(all::putIfAbsent);
    }
    return configOf(folder, all);
  }

  private static Config configOf(Path folder, Map<String, String> settings) {
    Map<String, String> flags =
        new HashMap<>(
            Map.of(
                "port", "0",
                "data", "data",
                "argon2-memory", "7168",
                "hashing-wait", "60s",
                "account-failures", "1000000",
                "address-failures", "1000000"));
    flags.putAll(settings);
    return ConfigLoader.load(flags, Map.of(), folder);
  }

  /** Has an operator's command done in {@code folder}, by the server where one runs there. */
  public static Reply operate(Path folder, String operation, Map<String, String> arguments) {
    return operate(folder, Map.of(), operation, arguments);
  }

  /** The same with settings. */
  public static Reply operate(
      Path folder, Map<String, String> settings, String operation, Map<String, String> arguments) {
    Config config = config(folder, settings);
    long before = OnPostgres.changes(folder);
    Reply reply =
        new OperatorCommands(InstantSource.system())
            .perform(config, new Request(operation, arguments), (step, done, total) -> {});
    if (OnPostgres.changes(folder) > before) {
      OnPostgres.awaitHeard(folder);
    }
    return reply;
  }

  /** From now on servers and commands in {@code folder} have a database of that kind. */
  public static void use(TestDatabase kind, Path folder) {
    if (kind == TestDatabase.POSTGRESQL) {
      var _ = OnPostgres.settings(folder);
    }
  }

  /** All rows of the database of {@code folder}, as bytes, where it is not in files there. */
  public static Optional<byte[]> rows(Path folder) {
    return OnPostgres.url(folder)
        .map(url -> TestDatabase.rows(url).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Makes the key of a service in {@code folder}. */
  public static String serviceKey(Path folder, String name, String scope) {
    Reply reply = operate(folder, "service-key.create", Map.of("name", name, "scope", scope));
    return String.valueOf(((Reply.Done) reply).facts().values().get("key"));
  }

  /** Starts one with the defaults. */
  public static TestServer start(Path folder) {
    return start(folder, InstantSource.system(), Map.of());
  }

  public int port() {
    return server.port();
  }

  public Store store() {
    return server.store();
  }

  public PasswordHasher hasher() {
    return server.hasher();
  }

  public TokenVerifier verifier() {
    return server.verifier();
  }

  public AdoptedTokens adoptedTokens() {
    return server.adoptedTokens();
  }

  /** Does now, once, what the server does each minute. */
  public void upkeep() {
    server.upkeep().run();
  }

  public ServiceKeys serviceKeys() {
    return server.serviceKeys();
  }

  public KeyRotation rotation() {
    return server.rotation();
  }

  /** An account as it is stored. */
  public Account account(String username) {
    Optional<Account> found = store().reading(tx -> tx.accounts().findByUsername(username));
    return found.orElseThrow();
  }

  /** An account as it is stored. */
  public Account account(long id) {
    Optional<Account> found = store().reading(tx -> tx.accounts().findById(id));
    return found.orElseThrow();
  }

  /** Connections that are open now. */
  public int connections() {
    return server.http().connections();
  }

  /** Calls to it. */
  public HttpCalls calls() {
    return new HttpCalls(port());
  }

  @Override
  public void close() {
    server.close();
  }
}
