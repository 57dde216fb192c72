package dev.restauth;

import dev.restauth.account.AccountCache;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.crypto.RandomIds;
import dev.restauth.runtime.Opened;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Revocations;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Account;
import dev.restauth.store.Store;
import dev.restauth.token.SigningKeys;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenProfile;
import dev.restauth.token.TokenVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The parts that issue and verify tokens, wired as in a server, with one account in one session. */
public final class Workbench implements AutoCloseable {
  private final Path folder;
  private final Opened opened = new Opened();
  private final InstantSource clock = InstantSource.system();
  private final Core core;
  private final SigningKeys keys;
  private final TokenProfile profile;
  private final Revocations revocations;
  private final LiveSession session;

  /** Opens a database of its own. */
  public Workbench(String signingAlgorithm) throws IOException {
    folder = Files.createTempDirectory("restauth-parts");
    Config config =
        ConfigLoader.load(
            Declarations.SETTINGS,
            Map.of("data", folder.toString(), "signing-algorithm", signingAlgorithm),
            Map.of(),
            folder);
    core = Core.open(config, clock, opened);
    Store store = core.store();
    core.vault().prepare();
    core.rotation().begin();
    keys = SigningKeys.load(store, core.vault(), clock);
    profile = TokenSettings.profile(config, store);
    revocations = Revocations.load(store);
    Sessions sessions = new Sessions(store, revocations, TokenSettings.sessions(config, keys));
    Account account =
        store
            .<Optional<Account>>inTransaction(
                tx -> tx.accounts().create("miguel", "no hash", tx.now()))
            .orElseThrow();
    session =
        sessions
            .begin(account.id(), account.generation(), new Sender("", Optional.empty()), false)
            .orElseThrow()
            .session();
  }

  /** Of the account's session. */
  public LiveSession session() {
    return session;
  }

  /** Issues as the server does. */
  public TokenIssuer issuer() {
    return new TokenIssuer(profile, keys, new RandomIds(), clock);
  }

  /** Verifies as the server does, and has seen no token yet. */
  public TokenVerifier verifier() {
    return new TokenVerifier(profile, keys, new AccountCache(core.store()), revocations, clock);
  }

  @Override
  public void close() {
    opened.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Workbench::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
