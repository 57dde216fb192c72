package dev.restauth;

import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRoutes;
import dev.restauth.account.OwnAccount;
import dev.restauth.account.Registration;
import dev.restauth.account.Username;
import dev.restauth.cli.Cli;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.ConfigLoader;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.http.Authenticator;
import dev.restauth.http.Authenticator.PasswordOutcome;
import dev.restauth.http.HttpServer;
import dev.restauth.http.Principal;
import dev.restauth.http.RouteTable;
import dev.restauth.log.Logging;
import dev.restauth.login.LoginFlow;
import dev.restauth.password.Argon2Parameters;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.store.Account;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.SqlStore;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.token.SigningKeys;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenProfile;
import dev.restauth.token.TokenRoutes;
import dev.restauth.token.TokenVerifier;
import dev.restauth.token.VerifiedToken;
import dev.restauth.web.FrontPageRoutes;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** The program: what starts in which order, and what it is made of. */
public final class Main {
  private static final String ISSUER = "issuer";

  private Main() {}

  /**
   * Runs one command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(Cli.run(arguments, out, err, flags -> serve(flags, out, err)));
  }

  private static int serve(Map<String, String> flags, PrintWriter out, PrintWriter err) {
    try {
      Config config =
          ConfigLoader.load(flags, ConfigLoader.environment(), Path.of("").toAbsolutePath());
      Logging.configure(config.logging().format(), config.logging().level(), System.err);
      RunningServer server = start(config, InstantSource.system());
      stopAtSignal(server);
      config.warnings().forEach(warning -> log(Level.WARNING, warning));
      log(Level.DEBUG, "passwords are hashed by " + server.hasher().engine());
      out.println(readyLine(config, server));
      new CountDownLatch(1).await();
      return Cli.OK;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println("restauth: " + problem));
      return Cli.USAGE;
    } catch (StoreRefusedException
        | StoreUnavailableException
        | UnusableMasterKey
        | IllegalArgumentException
        | UncheckedIOException e) {
      err.println("restauth: " + e.getMessage());
      return Cli.FAILED;
    } catch (InterruptedException e) {
      return Cli.FAILED;
    }
  }

  private static void log(Level level, String event) {
    System.getLogger(Main.class.getName()).log(level, event);
  }

  /** A JVM that a signal ends would exit with 143; one that has done what it was told exits with 0. */
  private static void stopAtSignal(RunningServer server) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      server.close();
                      Runtime.getRuntime().halt(Cli.OK);
                    }));
  }

  private static String readyLine(Config config, RunningServer server) {
    String host = config.listen().host();
    Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
    return String.format(
        Locale.ROOT,
        "REST-auth ready on %s://%s:%d in %.2f s",
        config.listen().tls().isPresent() ? "https" : "http",
        host.indexOf(':') >= 0 ? "[" + host + "]" : host,
        server.port(),
        Duration.between(started, InstantSource.system().instant()).toMillis() / 1000.0);
  }

  /**
   * Starts a server.
   *
   * @throws StoreRefusedException where its database must not be opened
   * @throws UnusableMasterKey where there is no usable master key
   * @throws UncheckedIOException where it cannot listen
   */
  static RunningServer start(Config config, InstantSource clock) {
    DatabaseLock lock = DatabaseLock.take(config.storage().data(), config.storage().databaseFile());
    Store store = SqlStore.open(new SqliteDatabase(config.storage().databaseFile()));
    MasterKey masterKey = ServerKeys.masterKey(config.storage(), store);
    SigningKeys keys = SigningKeys.load(store, new Sealing(masterKey), clock);
    TokenProfile profile = tokenProfile(config, store);

    PasswordHasher hasher = hasher(config);
    PasswordPolicy policy =
        switch (config.passwords().policy()) {
          case COMPAT -> PasswordPolicy.COMPAT;
          case NIST -> PasswordPolicy.NIST;
        };

    AccountCache accounts = new AccountCache(store);
    Registration registration = new Registration(store, accounts, policy, hasher, clock);
    OwnAccount ownAccount = new OwnAccount(store, accounts, policy, hasher);
    LoginFlow loginFlow = new LoginFlow(store, hasher);
    TokenVerifier verifier = new TokenVerifier(profile, keys, accounts, clock);
    TokenIssuer issuer = new TokenIssuer(profile, keys, new RandomIds(), clock);
    Authenticator authenticator =
        new Authenticator(
            Username::isToken,
            (username, password) -> outcome(loginFlow.logIn(username, password)),
            token -> verifier.verify(token).map(Main::principal));

    RouteTable routes = new RouteTable();
    List.of(
            new AccountRoutes(registration, ownAccount, accounts),
            new TokenRoutes(issuer),
            new FrontPageRoutes())
        .forEach(each -> each.declare(routes));
    HttpServer http = HttpServer.start(config, routes, authenticator);
    return new RunningServer(http, store, hasher, accounts, verifier, lock);
  }

  private static PasswordHasher hasher(Config config) {
    var passwords = config.passwords();
    return new PasswordHasher(
        new Argon2Parameters(
            passwords.argon2MemoryKib(),
            passwords.argon2Iterations(),
            passwords.argon2Parallelism()),
        passwords.hashingThreads(),
        passwords.hashingQueue());
  }

  /** Never the Host header: whoever sets that would choose who issued a token. */
  private static TokenProfile tokenProfile(Config config, Store store) {
    String issuer =
        config
            .tokens()
            .issuer()
            .or(() -> config.listen().publicUrl().map(Object::toString))
            .orElseGet(
                () ->
                    store.inTransaction(
                        tx ->
                            tx.properties().setIfAbsent(ISSUER, "urn:uuid:" + UUID.randomUUID())));
    return new TokenProfile(
        issuer,
        config.tokens().audience().orElse(issuer),
        config.tokens().tokenDuration(),
        config.tokens().sessionDuration());
  }

  private static PasswordOutcome outcome(LoginFlow.Outcome outcome) {
    return switch (outcome) {
      case LoginFlow.Outcome.LoggedIn(Account account) ->
          new PasswordOutcome.Accepted(principal(account, Optional.empty()));
      case LoginFlow.Outcome.Refused refused -> new PasswordOutcome.Refused();
      case LoginFlow.Outcome.Busy busy -> new PasswordOutcome.Busy();
    };
  }

  private static Principal principal(VerifiedToken token) {
    return principal(
        token.account(),
        Optional.of(new Principal.Session(token.sessionId(), token.authenticatedAt())));
  }

  private static Principal principal(Account account, Optional<Principal.Session> session) {
    return new Principal(account.id(), account.username(), account.generation(), session);
  }
}
