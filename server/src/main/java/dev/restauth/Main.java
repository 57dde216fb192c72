package dev.restauth;

import dev.restauth.account.AccountErasure;
import dev.restauth.account.AccountFeature;
import dev.restauth.care.OperatorCommands;
import dev.restauth.cli.Cli;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.Terminal;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.ConfigLoader;
import dev.restauth.config.Environment;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.database.DatabasePlace;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.database.Databases;
import dev.restauth.event.CommandEvents;
import dev.restauth.feature.Feature;
import dev.restauth.feature.NotifyingStore;
import dev.restauth.figure.Figure;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.Host;
import dev.restauth.http.ListenSettings;
import dev.restauth.listener.HttpAnswerDecoder;
import dev.restauth.listener.HttpServer;
import dev.restauth.listener.ManagementListener;
import dev.restauth.listener.OperatorSocket;
import dev.restauth.metrics.Management;
import dev.restauth.metrics.ManagementSettings;
import dev.restauth.oauth.ServerMetadata;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Request;
import dev.restauth.operator.SocketFile;
import dev.restauth.password.PasswordSettings;
import dev.restauth.runtime.Closeables;
import dev.restauth.runtime.DataPermissions;
import dev.restauth.runtime.FolderLock;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.runtime.Serving;
import dev.restauth.runtime.SoftHeapLimit;
import dev.restauth.status.ReloadedFiles;
import dev.restauth.status.ReloadedTls;
import dev.restauth.status.ServerOperations;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.token.TokenSettings;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The main class, which builds the parts of the program and starts them in order. */
public final class Main {
  static final Main OURS = new Main(Declarations.OURS);

  private final Declarations declarations;

  /** Creates a program with the declared features. */
  Main(Declarations declarations) {
    this.declarations = declarations;
  }

  /**
   * Runs one command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    if (Boolean.getBoolean("restauth.rehearsal")) {
      OURS.rehearse();
    }
    // Only the root locale is loaded. SQLite's driver would load other locales, which delays a
    // start by 12 ms.
    System.setProperty("java.locale.providers", "HOST");
    Terminal terminal = Terminal.ofProcess();
    System.exit(
        Cli.run(
            arguments,
            Declarations.OURS.settings(),
            terminal,
            new Serving(Declarations.OURS.settings(), OURS::start, terminal.out(), terminal.err()),
            OURS.commands(InstantSource.system()),
            Declarations.OURS::commands));
  }

  /**
   * Starts a server in the current folder, sends it a command, and stops. launcher/train uses this
   * method in both of its runs. The first run creates the database. In the second run, the virtual
   * machine records the classes that its cache needs, including the classes for a command to a
   * running server.
   */
  private void rehearse() {
    Map<String, String> flags = Map.of("port", "0", "data", "data");
    Path here = Path.of("").toAbsolutePath();
    Config config = ConfigLoader.load(declarations.settings(), flags, Map.of(), here);
    RunningServer server = start(config, InstantSource.system());
    var _ =
        commands(InstantSource.system())
            .perform(
                () -> config,
                DatabaseAccess.OPENED,
                new Request("user.show", Map.of("username", "nobody")),
                (_, _, _) -> {});
    server.close();
  }

  /** Returns the account erasure for a database that a command has opened. */
  private AccountErasure erasure(
      Config config, Store store, InstantSource clock, Closeables closeables) {
    DatabasePlace place = DatabasePlace.of(config);
    ChangeListener listener =
        store
            .listener()
            .or(
                () ->
                    Databases.at(
                            place, declarations.schema(), clock, PostgresDatabase.COMMAND_TIMEOUT)
                        .listener())
            .orElseThrow();
    return Features.build(
            declarations, config, place, new NotifyingStore(store), listener, clock, closeables)
        .erasure();
  }

  /** Returns the object that runs operators' commands. */
  OperatorCommands commands(InstantSource clock) {
    return new OperatorCommands(
        declarations.settings(),
        declarations.all(),
        declarations::schema,
        (config, mayCreate, closeables) -> operations(config, clock, mayCreate, closeables),
        (config, store, closeables) -> erasure(config, store, clock, closeables),
        () -> new HttpAnswerDecoder(), // a method reference would load the class at every start
        () -> CommandEvents.ofIdsAlone(clock),
        clock);
  }

  /**
   * Starts a server.
   *
   * @throws ConfigException if the settings allow tokens that are too long, or if the database is
   *     new and a required setting is missing
   * @throws StoreRefusedException if the database must not be opened
   * @throws UnusableMasterKey if there is no usable master key
   * @throws UncheckedIOException if the server cannot listen; if the port is taken, nothing has
   *     been changed
   */
  RunningServer start(Config config, InstantSource clock) {
    return start(config, clock, PostgresDatabase.SERVER_TIMEOUT);
  }

  /**
   * Starts a server like {@link #start(Config, InstantSource)}.
   *
   * @param timeout the timeout of calls to PostgreSQL
   */
  RunningServer start(Config config, InstantSource clock, Duration timeout) {
    TokenSettings.checkTokenSize(config);
    AccountFeature.requireChoice(config, () -> isNew(DatabasePlace.of(config), clock));
    try (Closeables closeables = new Closeables()) {
      DatabasePlace place = DatabasePlace.of(config);
      HttpServer.Place listening = listening(config, place);
      Management management = new Management();
      Optional<ManagementListener> managing = manage(config, management, closeables);
      if (place instanceof DatabasePlace.SqliteFile(Path file)) {
        closeables.add(FolderLock.take(config, file), DatabaseLock::close);
        SocketFile.refuseOther(FolderLock.controlSocket(config));
        DataPermissions.tighten(Environment.realPath(config.get(DatabaseSettings.DATA)), file);
      }
      Features features = open(config, clock, closeables, timeout);
      features.begin();
      MaintenanceTasks maintenance =
          closeables.add(
              MaintenanceTasks.begin(features.maintenanceTasks()), MaintenanceTasks::close);
      Optional<String> metadata =
          config.get(ListenSettings.PUBLIC_URL).map(ServerMetadata::protectedResourceUrl);
      Dispatcher dispatcher =
          Dispatcher.of(config, features.routes(), features.callers(), metadata, features.spans());
      AtomicReference<HttpServer> started = new AtomicReference<>();
      Supplier<List<Figure>> figures =
          () -> figures(features, dispatcher, Optional.ofNullable(started.get()));
      ReloadedFiles files =
          ReloadedFiles.of(
              config,
              new ReloadedTls(
                  config,
                  () -> Optional.ofNullable(started.get()).flatMap(HttpServer::reloadTlsFiles)),
              features.passwords()::reloadBlocklist,
              features.outbound()::reloadAuthorities,
              features.pages()::reload);
      ServerOperations ofServer = new ServerOperations(config, figures, files);
      if (place instanceof DatabasePlace.SqliteFile) {
        Operations operations = features.operations();
        ofServer.declare(operations);
        closeables.add(CommandSocket.listen(config, operations, dispatcher), OperatorSocket::close);
      } else {
        Operations operations = features.noOperations();
        ofServer.declare(operations);
        CommandSocket.listenIfPossible(config, operations, dispatcher)
            .ifPresent(socket -> closeables.add(socket, OperatorSocket::close));
      }
      HttpServer http =
          closeables.add(HttpServer.start(config, listening, dispatcher), HttpServer::close);
      started.set(http);
      closeables.add(SoftHeapLimit.begin(), SoftHeapLimit::close);
      features.all().forEach(each -> closeables.add(each, Feature::stop));
      closeables.add(management, Management::stop);
      if (managing.isPresent()) { // without a management port, the code is not loaded
        management.start(figures.get(), features.cluster().freshness()::isUsable);
      }
      return new RunningServer(
          http,
          managing,
          features,
          figures,
          files,
          maintenance,
          about(place, config, managing),
          closeables.detach());
    }
  }

  private static List<Figure> figures(
      Features features, Dispatcher dispatcher, Optional<HttpServer> http) {
    return Stream.of(
            features.figures(),
            dispatcher.figures(),
            http.map(HttpServer::figures).orElse(List.of()))
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Listens on the management port, if one is configured. The listener starts before the database
   * is opened, and stops after it is closed.
   */
  private static Optional<ManagementListener> manage(
      Config config, Management management, Closeables closeables) {
    return config
        .get(ManagementSettings.PORT)
        .map(
            port -> {
              Host host = config.get(ManagementSettings.HOST);
              Optional<URI> publicUrl = config.get(ListenSettings.PUBLIC_URL);
              Dispatcher dispatcher = Dispatcher.forAll(management.routes(), host, publicUrl);
              return closeables.add(
                  ManagementListener.listen(host.name(), port, dispatcher),
                  ManagementListener::close);
            });
  }

  /** Returns whether the database contains no data of REST-auth yet. */
  private boolean isNew(DatabasePlace place, InstantSource clock) {
    return switch (place) {
      case DatabasePlace.SqliteFile(Path file) ->
          !Databases.file(file, declarations.schema(), clock).exists();
      case DatabasePlace.Postgres shared ->
          Databases.whole(shared, declarations.schema()).isUnused();
    };
  }

  /** Checks, before anything is changed, that the server can listen. */
  private static HttpServer.Place listening(Config config, DatabasePlace place) {
    try {
      return HttpServer.prepare(config);
    } catch (UncheckedIOException taken) {
      if (place instanceof DatabasePlace.SqliteFile) {
        FolderLock.refuseSecond(config);
      }
      throw taken;
    }
  }

  private static String about(
      DatabasePlace place, Config config, Optional<ManagementListener> managing) {
    String kind = place instanceof DatabasePlace.SqliteFile ? "SQLite " : "PostgreSQL ";
    String policy = config.get(PasswordSettings.POLICY).name().toLowerCase(Locale.ROOT);
    return "database "
        + kind
        + place
        + ", password policy "
        + policy
        + managing.map(listener -> ", management on " + listener.url()).orElse("");
  }

  /**
   * Opens the database and builds the features, for a server or for a command that runs without
   * one. The caller must hold the lock of a SQLite database.
   *
   * @param timeout the timeout of queries to PostgreSQL
   * @throws StoreRefusedException if the database must not be opened
   */
  Features open(Config config, InstantSource clock, Closeables closeables, Duration timeout) {
    Database database =
        Databases.at(DatabasePlace.of(config), declarations.schema(), clock, timeout);
    return features(config, clock, closeables, database, database.open());
  }

  /**
   * Returns the operations for a command that runs in this process; empty if the database has no
   * tables yet, and the command must not create them.
   */
  private Optional<Operations> operations(
      Config config, InstantSource clock, boolean mayCreate, Closeables closeables) {
    Database database =
        Databases.at(
            DatabasePlace.of(config),
            declarations.schema(),
            clock,
            PostgresDatabase.COMMAND_TIMEOUT);
    Optional<Store> opened = mayCreate ? Optional.of(database.open()) : database.openExisting();
    return opened.map(store -> features(config, clock, closeables, database, store).operations());
  }

  private Features features(
      Config config, InstantSource clock, Closeables closeables, Database database, Store opened) {
    NotifyingStore store = closeables.add(new NotifyingStore(opened), Store::close);
    ChangeListener listener = database.listener().or(store::listener).orElseThrow();
    return Features.build(
        declarations, config, DatabasePlace.of(config), store, listener, clock, closeables);
  }
}
