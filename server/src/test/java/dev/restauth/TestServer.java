package dev.restauth;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.config.UncheckedValues;
import dev.restauth.database.DatabasePlace;
import dev.restauth.email.Rows;
import dev.restauth.feature.Addition;
import dev.restauth.figure.Figure;
import dev.restauth.http.Access;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.Method;
import dev.restauth.oauth.client.CachedClients;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.outbox.OutboxFeature;
import dev.restauth.password.Argon2Settings;
import dev.restauth.password.PasswordHasher;
import dev.restauth.servicekey.ServiceKeys;
import dev.restauth.session.ClientSessions;
import dev.restauth.span.Spans;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.PostgresDatabase;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real server on a free port. Hashing is cheap and throttling is off, because other tests cover
 * both. All other settings have their defaults unless a test changes them.
 *
 * <p>If a server is a field with {@code @RegisterExtension}, it runs during each test, in its own
 * temporary folder. If the field is static, the server runs during all tests of the class.
 */
public final class TestServer
    implements AutoCloseable,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback {
  /** The time-out of calls to PostgreSQL. On a busy machine, the usual one is too short. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * The memory of a hash, in KiB. Operators must set at least 7168, with which a hash takes 6 ms of
   * processor time; with this value it takes 0.1 ms.
   */
  private static final int HASH_KIB = 64;

  private final InstantSource clock;
  private final Map<String, String> accounts = new LinkedHashMap<>();
  private Map<String, String> settings;
  private Main program = Main.OURS;
  private final List<Preparation> preparations = new ArrayList<>();
  private boolean usualTimeout;
  private Optional<String> startedBy = Optional.empty();
  private Optional<Path> folder = Optional.empty();
  private Optional<RunningServer> server = Optional.empty();

  public TestServer() {
    this(Map.of());
  }

  /** Creates a server with settings, which may refer to files in the server's folder. */
  public TestServer(Map<String, String> settings) {
    this(InstantSource.system(), settings);
  }

  /** Creates a server with a test's clock. */
  public TestServer(InstantSource clock) {
    this(clock, Map.of());
  }

  /** Creates a server with settings and a test's clock. */
  public TestServer(InstantSource clock, Map<String, String> settings) {
    this.clock = clock;
    this.settings = settings;
  }

  /** Registers an account after the start. */
  public TestServer withAccount(String username, String password) {
    accounts.put(username, password);
    return this;
  }

  /** Adds a feature that is not part of the program and has no settings. */
  public TestServer with(Addition addition) {
    program = new Main(Declarations.OURS.with(addition));
    return this;
  }

  /** Prepares a server's folder before the start. */
  public interface Preparation {
    void in(Path folder) throws Exception;
  }

  /** Uses this kind of database. The supplier is called at the start. */
  public TestServer on(Supplier<TestDatabase> kind) {
    return prepared(folder -> use(kind.get(), folder));
  }

  /**
   * Calls to PostgreSQL have the usual time-out. A server that connects through a proxy always has
   * it.
   */
  public TestServer withUsualTimeout() {
    usualTimeout = true;
    return this;
  }

  /** Runs a preparation before the start. */
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

  /** Stops the server. A server that was started for the whole class continues after each test. */
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
    boolean usual = usualTimeout || !TestDatabase.isDirect(settings.getOrDefault("database", ""));
    server =
        Optional.of(
            program.start(config, clock, usual ? PostgresDatabase.SERVER_TIMEOUT : PATIENCE));
    OnPostgres.started(folder(), port());
    if (clock instanceof SetClock set) {
      set.aroundMoves(folder(), this::awaitMailsBeingSent, this::deliverDueMails);
    }
  }

  /**
   * Waits for mails that are being sent, unless sending them takes long. If the clock moved before
   * the server has stored that a mail was sent, it would send the mail again.
   */
  private void awaitMailsBeingSent() {
    for (int i = 0; i < 100 && sendsMails() && isSendingMail(); i++) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private boolean sendsMails() {
    return server.isPresent()
        && (settings.containsKey("smtp-url") || settings.containsKey("mail-log"));
  }

  private boolean isSendingMail() {
    try {
      return Rows.count(
              this,
              "SELECT count(*) AS n FROM outbox WHERE state = 'waiting' AND leased_until > ?",
              clock.instant())
          > 0;
    } catch (StoreUnavailableException e) {
      return false; // a test has made the database unreachable
    }
  }

  /**
   * Wakes the outbox, which might otherwise notice a moved clock, or the mail of a command, up to
   * ten seconds later.
   */
  private void deliverDueMails() {
    server.stream()
        .filter(_ -> sendsMails())
        .flatMap(running -> running.features().all().stream())
        .filter(OutboxFeature.class::isInstance)
        .map(OutboxFeature.class::cast)
        .forEach(each -> each.outbox().wake());
  }

  /** Restarts the server in the same folder, on another port. */
  public void restart() {
    close();
    start();
  }

  /** Restarts the server with these settings instead of its previous ones. */
  public void restart(Map<String, String> settings) {
    this.settings = settings;
    restart();
  }

  /** Returns the server's folder, which contains the database. */
  public Path folder() {
    return folder.orElseThrow();
  }

  /**
   * Runs an operator command with the server's settings. If the server runs on SQLite, it executes
   * the command. On PostgreSQL, most commands open the database themselves.
   */
  public Reply operate(String operation, Map<String, String> arguments) {
    Reply reply = operate(folder(), settings, operation, arguments);
    deliverDueMails();
    return reply;
  }

  public String serviceKey(String name, String scope) {
    return key(operate("service-key.create", Map.of("name", name, "scope", scope)));
  }

  /**
   * Returns all rows of the server's database as bytes, if the database is not stored in the
   * server's folder.
   */
  public Optional<byte[]> rows() {
    return rows(folder());
  }

  /** Starts a server in the test's folder. */
  public static TestServer start(Path folder, InstantSource clock, Map<String, String> settings) {
    TestServer started = new TestServer(clock, settings);
    started.folder = Optional.of(folder);
    started.start();
    return started;
  }

  /** Starts a server with a feature that is not part of the program. */
  public static TestServer start(
      Path folder, InstantSource clock, Map<String, String> settings, Addition addition) {
    TestServer started = new TestServer(clock, settings).with(addition);
    started.folder = Optional.of(folder);
    started.start();
    return started;
  }

  /**
   * Copies a prepared SQLite database into the usual place in {@code folder}, for a {@link
   * ServerProcess}, unless there is a data folder. A process that creates the schema needs half a
   * second more of processor time.
   */
  public static void prepareIn(Path folder) {
    prepare(folder.resolve("data/restauth.sqlite"));
  }

  /**
   * Copies a prepared database, so that the first start need not create the schema and takes a
   * fifth of the time.
   */
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

  /**
   * Returns the settings of servers that share the database of a JDBC URL, with the master key in
   * {@code folder}.
   */
  public static Map<String, String> sharing(Path folder, String databaseUrl) throws IOException {
    return OnPostgres.sharing(folder.resolve("shared-master.key"), databaseUrl);
  }

  public static Config config(Path folder, Map<String, String> settings) {
    return config(Declarations.OURS, folder, settings);
  }

  /** Returns the configuration for a program with other features. */
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
                "argon2-iterations", "1",
                "hashing-wait", "60s",
                "account-failures", "1000000",
                "address-failures", "1000000"));
    flags.putAll(settings);
    Config config = ConfigLoader.load(declarations.settings(), flags, Map.of(), folder);
    return settings.containsKey("argon2-memory")
        ? config
        : UncheckedValues.with(config, Argon2Settings.MEMORY, HASH_KIB);
  }

  /**
   * Runs an operator command in {@code folder}. If a server on SQLite runs there, it executes the
   * command. On PostgreSQL, most commands open the database themselves.
   */
  public static Reply operate(Path folder, String operation, Map<String, String> arguments) {
    return operate(folder, Map.of(), operation, arguments);
  }

  /**
   * Runs an operator command with settings. If a server on SQLite runs in {@code folder}, it
   * executes the command. On PostgreSQL, most commands open the database themselves. A command that
   * would create an SQLite database gets a copy of a prepared one.
   */
  public static Reply operate(
      Path folder, Map<String, String> settings, String operation, Map<String, String> arguments) {
    Config config = config(folder, settings);
    DatabaseAccess access = DeclaredAccess.of(operation);
    if (access == DatabaseAccess.OPENED_OR_MADE
        && DatabasePlace.of(config) instanceof DatabasePlace.SqliteFile sqlite) {
      prepare(sqlite.path());
    }
    Reply reply =
        Main.OURS
            .commands(InstantSource.system())
            .perform(
                () -> config, access, new Request(operation, arguments), (step, done, total) -> {});
    OnPostgres.awaitApplied(folder);
    return reply;
  }

  /** Makes servers and commands in {@code folder} use this kind of database from now on. */
  public static void use(TestDatabase kind, Path folder) {
    if (kind == TestDatabase.POSTGRESQL) {
      var _ = OnPostgres.settings(folder);
    }
  }

  /**
   * Returns all rows of the database of {@code folder} as bytes, if the database is not stored in
   * the folder.
   */
  public static Optional<byte[]> rows(Path folder) {
    return OnPostgres.url(folder)
        .map(url -> TestDatabase.rows(url).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Creates a service key in {@code folder}. */
  public static String serviceKey(Path folder, String name, String scope) {
    return key(operate(folder, "service-key.create", Map.of("name", name, "scope", scope)));
  }

  private static String key(Reply reply) {
    return String.valueOf(((Reply.Done) reply).facts().values().get("key"));
  }

  /** Starts a server with the default settings. */
  public static TestServer start(Path folder) {
    return start(folder, InstantSource.system(), Map.of());
  }

  public int port() {
    return running().http().port();
  }

  /** Creates another dispatcher for the server's features, as {@link Main#start} does. */
  public Dispatcher dispatcher() {
    Features features = features();
    return Dispatcher.of(
        config(folder(), settings),
        features.routes(),
        features.callers(),
        Optional.empty(),
        Spans.NONE);
  }

  public Store store() {
    return features().store().underlying();
  }

  /** Returns the server's cached OAuth clients. */
  public CachedClients clients() {
    return features().clients().clients();
  }

  /** Returns the store that notifies the features of changes. */
  public Store notifyingStore() {
    return features().store();
  }

  public ClientSessions clientSessions() {
    return features().sessions().clientSessions();
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

  /** Returns the value of the Allow field for every path of the server. */
  public Map<String, String> allowByPath() {
    return features().routes().allowByPath();
  }

  /** Returns the access rule for every path and method of the server. */
  public Map<String, Map<Method, Access>> accessByPath() {
    return features().routes().accessByPath();
  }

  /** Runs once the maintenance tasks that the server runs each minute. */
  public void runMaintenance() {
    running().maintenance().run();
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

  /** Returns the stored account with a user name. */
  public Account account(String username) {
    Optional<Account> found = store().reading(tx -> new AccountRows(tx).findByUsername(username));
    return found.orElseThrow();
  }

  /** Returns the stored account with an id. */
  public Account account(long id) {
    Optional<Account> found = store().reading(tx -> new AccountRows(tx).findById(id));
    return found.orElseThrow();
  }

  public int connections() {
    return running().http().connections();
  }

  /** Returns an HTTP client for the server's current port. */
  public HttpCalls calls() {
    return new HttpCalls(this::port);
  }

  /** Returns the metrics that the server shows on the management port. */
  public List<Figure> figures() {
    return running().figures().get();
  }

  /** Returns an HTTP client for the management port, which a setting must have opened. */
  public HttpCalls management() {
    return new HttpCalls(() -> running().management().orElseThrow().port());
  }

  private Features features() {
    return running().features();
  }

  private RunningServer running() {
    return server.orElseThrow();
  }

  /** Stops the server, which can be started again. */
  @Override
  public void close() {
    server.ifPresent(RunningServer::close);
  }
}
