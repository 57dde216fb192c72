package dev.restauth;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.caller.Callers;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.database.DatabasePlace;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.HttpCalls;
import dev.restauth.password.PasswordHasher;
import dev.restauth.servicekey.ServiceKeys;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.AdoptedTokens;
import dev.restauth.token.KeyRotation;
import dev.restauth.token.SigningKeys;
import dev.restauth.token.TokenVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real server on a free port, with settings that differ from the defaults where a test says so.
 * Hashing is made cheap, and nothing is throttled: both are tested where they are meant.
 *
 * <p>As a field with {@code @RegisterExtension} it runs during each test, or during all tests of the
 * class if the field is static, in a temporary folder of its own.
 */
public final class TestServer
    implements AutoCloseable,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback {
  private final InstantSource clock;
  private final Map<String, String> accounts = new LinkedHashMap<>();
  private Map<String, String> settings;
  private final List<Preparation> preparations = new ArrayList<>();
  private Optional<String> startedBy = Optional.empty();
  private Optional<Path> folder = Optional.empty();
  private Optional<RunningServer> server = Optional.empty();

  /** One with the defaults. */
  public TestServer() {
    this(Map.of());
  }

  /** One with settings, which may name files in its folder. */
  public TestServer(Map<String, String> settings) {
    this(InstantSource.system(), settings);
  }

  /** One whose time is that of a test. */
  public TestServer(InstantSource clock) {
    this(clock, Map.of());
  }

  /** Both. */
  public TestServer(InstantSource clock, Map<String, String> settings) {
    this.clock = clock;
    this.settings = settings;
  }

  /** Has this account once it runs. */
  public TestServer withAccount(String username, String password) {
    accounts.put(username, password);
    return this;
  }

  /** What a test does in the folder of its server before that starts. */
  public interface Preparation {
    void in(Path folder) throws Exception;
  }

  /** Has its database there; asked when it starts. */
  public TestServer on(Supplier<TestDatabase> kind) {
    return prepared(folder -> use(kind.get(), folder));
  }

  /** Has this done before it starts. */
  public TestServer prepared(Preparation preparation) {
    preparations.add(preparation);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    begin(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    begin(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  private void begin(ExtensionContext context) throws Exception {
    if (startedBy.isEmpty()) {
      startedBy = Optional.of(context.getUniqueId());
      folder = Optional.of(TemporaryFolder.make());
      for (Preparation each : preparations) {
        each.in(folder());
      }
      start();
      accounts.forEach(this::register);
    }
  }

  private void register(String username, String password) {
    HttpCalls.Reply reply = calls().register(username, password);
    if (reply.status() != 201) {
      throw new AssertionError(reply.toString());
    }
  }

  /** Where it was started for a class, the end of a test ends nothing. */
  private void end(ExtensionContext context) {
    if (startedBy.equals(Optional.of(context.getUniqueId()))) {
      startedBy = Optional.empty();
      close();
      folder.ifPresent(TemporaryFolder::delete);
    }
  }

  private void start() {
    Config config = config(folder(), settings);
    if (DatabasePlace.of(config) instanceof DatabasePlace.SqliteFile sqlite) {
      prepare(sqlite.path());
    }
    if (clock instanceof SetClock set) {
      OnPostgres.follow(set, folder());
    }
    server = Optional.of(Main.OURS.start(config, clock));
    OnPostgres.started(folder(), port());
  }

  /** Stops it, and starts it again in the same folder, on another port. */
  public void restart() {
    close();
    start();
  }

  /** The same with these settings instead of those it had. */
  public void restart(Map<String, String> settings) {
    this.settings = settings;
    restart();
  }

  /** Its folder, in which its database is. */
  public Path folder() {
    return folder.orElseThrow();
  }

  /** Has an operator's command done with its settings, by it where it runs. */
  public Reply operate(String operation, Map<String, String> arguments) {
    return operate(folder(), settings, operation, arguments);
  }

  /** Makes the key of a service. */
  public String serviceKey(String name, String scope) {
    return key(operate("service-key.create", Map.of("name", name, "scope", scope)));
  }

  /** All rows of its database, as bytes, where it is not in files in its folder. */
  public Optional<byte[]> rows() {
    return rows(folder());
  }

  /** Starts one in a folder of the test's. */
  public static TestServer start(Path folder, InstantSource clock, Map<String, String> settings) {
    TestServer started = new TestServer(clock, settings);
    started.folder = Optional.of(folder);
    started.start();
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

  public static Config config(Path folder, Map<String, String> settings) {
    return config(Declarations.OURS, folder, settings);
  }

  /** The same of a program with other features. */
  static Config config(Declarations declarations, Path folder, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    if (!all.containsKey("database") && OnPostgres.isMeant(folder)) {
      OnPostgres.settings(folder).forEach(all::putIfAbsent);
    }
    return configOf(declarations, folder, all);
  }

  private static Config configOf(
      Declarations declarations, Path folder, Map<String, String> settings) {
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
    return ConfigLoader.load(declarations.settings(), flags, Map.of(), folder);
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
        Main.OURS
            .commands(InstantSource.system())
            .perform(
                () -> config,
                DeclaredReach.of(operation),
                new Request(operation, arguments),
                (step, done, total) -> {});
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
    return key(operate(folder, "service-key.create", Map.of("name", name, "scope", scope)));
  }

  private static String key(Reply reply) {
    return String.valueOf(((Reply.Done) reply).facts().values().get("key"));
  }

  /** Starts one with the defaults. */
  public static TestServer start(Path folder) {
    return start(folder, InstantSource.system(), Map.of());
  }

  public int port() {
    return running().http().port();
  }

  /** A dispatcher of its own on what the server knows, made as {@link Main#start} does. */
  public Dispatcher dispatcher() {
    Features features = features();
    return Dispatcher.of(
        config(folder(), settings),
        features.routes(),
        new Callers(
            features.logins().flow(),
            features.tokens()::verify,
            features.serviceKeys().keys(),
            features.cluster().freshness()::require),
        Optional.empty());
  }

  public Store store() {
    return features().store().unheard();
  }

  public PasswordHasher hasher() {
    return features().passwords().hasher();
  }

  public TokenVerifier verifier() {
    return features().tokens().verifier();
  }

  public AdoptedTokens adoptedTokens() {
    return features().tokens().adopted();
  }

  /** Every path that it answers, with its Allow. */
  public Map<String, String> allowByPath() {
    return features().routes().allowByPath();
  }

  /** Does now, once, what the server does each minute. */
  public void upkeep() {
    running().upkeep().run();
  }

  public ServiceKeys serviceKeys() {
    return features().serviceKeys().keys();
  }

  public SigningKeys signingKeys() {
    return features().keys().keys();
  }

  public KeyRotation rotation() {
    return features().keys().rotation();
  }

  /** An account as it is stored. */
  public Account account(String username) {
    Optional<Account> found = store().reading(tx -> new AccountRows(tx).findByUsername(username));
    return found.orElseThrow();
  }

  /** An account as it is stored. */
  public Account account(long id) {
    Optional<Account> found = store().reading(tx -> new AccountRows(tx).findById(id));
    return found.orElseThrow();
  }

  /** Connections that are open now. */
  public int connections() {
    return running().http().connections();
  }

  /** Calls to it, wherever it listens at their time. */
  public HttpCalls calls() {
    return new HttpCalls(this::port);
  }

  private Features features() {
    return running().features();
  }

  private RunningServer running() {
    return server.orElseThrow();
  }

  /** Stops it; it can be started again. */
  @Override
  public void close() {
    server.ifPresent(RunningServer::close);
  }
}
