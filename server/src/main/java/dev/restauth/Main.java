package dev.restauth;

import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRoutes;
import dev.restauth.account.OwnAccount;
import dev.restauth.adopt.WeakHashes;
import dev.restauth.cli.Cli;
import dev.restauth.cli.Terminal;
import dev.restauth.cluster.Freshness;
import dev.restauth.cluster.HealthRoutes;
import dev.restauth.cluster.Memory;
import dev.restauth.cluster.Peers;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.DatabasePlace;
import dev.restauth.control.ControlSocket;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.feed.Feed;
import dev.restauth.feed.FeedRoutes;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.RouteTable;
import dev.restauth.listener.HttpServer;
import dev.restauth.login.LoginFlow;
import dev.restauth.oauth.AccessTokens;
import dev.restauth.oauth.ServerMetadata;
import dev.restauth.runtime.FolderLock;
import dev.restauth.runtime.Opened;
import dev.restauth.runtime.Serving;
import dev.restauth.runtime.SoftHeap;
import dev.restauth.runtime.Upkeep;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.Revocations;
import dev.restauth.session.SessionPolicy;
import dev.restauth.session.SessionRoutes;
import dev.restauth.session.Sessions;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.token.AdoptedTokens;
import dev.restauth.token.JwksRoutes;
import dev.restauth.token.SigningKeys;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenProfile;
import dev.restauth.token.TokenRoutes;
import dev.restauth.token.TokenVerifier;
import dev.restauth.web.FrontPageRoutes;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The program: what starts in which order, and what it is made of. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    // No languages but the root locale: to read them, for SQLite's driver, takes 12 ms of a start.
    System.setProperty("java.locale.providers", "HOST");
    Terminal terminal = Terminal.ofProcess();
    System.exit(
        Cli.run(
            arguments,
            terminal,
            new Serving(Main::start, terminal.out(), terminal.err()),
            new OperatorCommands(InstantSource.system()),
            Declarations::commands));
  }

  /**
   * Starts a server.
   *
   * @throws ConfigException where the settings allow tokens that are too long
   * @throws StoreRefusedException where its database must not be opened
   * @throws UnusableMasterKey where there is no usable master key
   * @throws UncheckedIOException where it cannot listen
   */
  static RunningServer start(Config config, InstantSource clock) {
    TokenSettings.refuseTooLargeTokens(config);
    try (Opened opened = new Opened()) {
      if (config.storage().database() instanceof DatabasePlace.SqliteFile(Path file)) {
        opened.add(FolderLock.take(config, file), DatabaseLock::close);
      }
      Core core = Core.open(config, clock, opened);
      Store store = core.store();
      AccountCache accounts = core.accounts();
      core.vault().prepare();
      core.rotation().begin();
      Peers peers = opened.add(core.meetPeers(), Peers::close);
      SigningKeys keys = SigningKeys.load(store, core.vault(), clock);
      core.rotation().follow(keys::reload);
      TokenProfile profile = TokenSettings.profile(config, store);

      Revocations revocations = Revocations.load(store);
      SessionPolicy policy = TokenSettings.sessions(config, keys);
      Sessions sessions = new Sessions(store, revocations, policy);
      sessions.follow(accounts::forget);

      LoginFlow logins = Logins.of(core, peers.freshness()::lasts);
      OwnAccount ownAccount =
          new OwnAccount(store, accounts, core.policy(), core.hasher(), logins::logIn);
      TokenVerifier verifier = new TokenVerifier(profile, keys, accounts, revocations, clock);
      AdoptedTokens adoptedTokens =
          new AdoptedTokens(
              store,
              core.vault(),
              core.vault().digest("adopted-session"),
              accounts,
              revocations,
              clock);
      TokenIssuer issuer =
          new TokenIssuer(profile, keys, new RandomIds(), clock, peers.drift()::require);
      Freshness freshness = peers.freshness();
      AccessTokens tokens =
          token -> {
            freshness.require();
            return verifier.verify(token).or(() -> adoptedTokens.verify(token));
          };
      Callers callers = new Callers(logins, tokens, core.serviceKeys(), freshness::require);

      WeakHashes weakHashes =
          opened.add(new WeakHashes(store, core.hasher(), accounts::forget), WeakHashes::close);
      core.news().follow(weakHashes::wake);
      core.news().follow(adoptedTokens::reload);
      Feed feed = Following.feed(core, peers, profile, keys, policy);
      peers.follow(
          new Memory(
              store, accounts, revocations, keys, core.serviceKeys(), adoptedTokens, core.news()),
          feed);

      RouteTable routes = new RouteTable();
      List.of(
              new AccountRoutes(core.registration(), ownAccount, accounts, core.elsewhere()),
              new TokenRoutes(sessions, issuer),
              new SessionRoutes(sessions, ownAccount),
              new JwksRoutes(keys),
              new HealthRoutes(peers),
              new FeedRoutes(feed),
              new FrontPageRoutes())
          .forEach(each -> each.declare(routes));
      Oauth.routes(config, profile, issuer, tokens, new RefreshTokens(store, sessions), sessions)
          .forEach(each -> each.declare(routes));
      Upkeep upkeep =
          opened.add(Upkeep.begin(Tasks.of(core, revocations, peers.turn(store))), Upkeep::close);
      if (config.storage().database() instanceof DatabasePlace.SqliteFile) {
        opened.add(
            ControlSocket.listen(FolderLock.controlSocket(config), core.operations()),
            ControlSocket::close);
      }
      HttpServer http =
          opened.add(
              HttpServer.start(
                  config,
                  Dispatcher.of(
                      config.listen(),
                      routes,
                      callers,
                      config.listen().publicUrl().map(ServerMetadata::protectedResourceUrl))),
              HttpServer::close);
      opened.add(SoftHeap.begin(), SoftHeap::close);
      opened.add(feed, Feed::close); // first, so that subscriptions do not hold up the end
      return new RunningServer(
          http,
          store,
          core.hasher(),
          verifier,
          adoptedTokens,
          core.serviceKeys(),
          core.rotation(),
          upkeep,
          opened.keep());
    }
  }
}
