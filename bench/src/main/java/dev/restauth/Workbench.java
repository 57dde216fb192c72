package dev.restauth;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.assurance.SecondFactor;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.crypto.RandomIds;
import dev.restauth.feature.Feature;
import dev.restauth.runtime.Closeables;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The components that issue and verify tokens, wired as in a server, with one account in one
 * session.
 */
public final class Workbench implements AutoCloseable {
  private final Path folder;
  private final Closeables closeables = new Closeables();
  private final InstantSource clock = InstantSource.system();
  private final Features features;
  private final LiveSession session;

  /** Opens a new database. */
  public Workbench(String signingAlgorithm) throws IOException {
    folder = Files.createTempDirectory("restauth-parts");
    Config config =
        ConfigLoader.load(
            Declarations.OURS.settings(),
            Map.of("data", folder.toString(), "signing-algorithm", signingAlgorithm),
            Map.of(),
            folder);
    features = Main.OURS.open(config, clock, closeables, PostgresDatabase.SERVER_TIMEOUT);
    features.all().forEach(Feature::begin);
    Account account =
        features
            .store()
            .<Optional<Account>>inTransaction(
                tx -> new AccountRows(tx).create("miguel", "no hash", tx.now()))
            .orElseThrow();
    session =
        features
            .sessions()
            .sessions()
            .begin(password(account, clock.instant()), new Sender("", Optional.empty()), false)
            .orElseThrow()
            .session();
  }

  private static Authentication password(Account account, Instant at) {
    Proof proof = new Proof(ProofMethod.PASSWORD, at);
    return switch (Assurance.judge(
        account.id(), account.generation(), SecondFactor.NONE, List.of(proof))) {
      case Judgement.Enough(Authentication enough) -> enough;
      case Judgement.Missing _, Judgement.Due _ ->
          throw new IllegalStateException("a factor is missing");
    };
  }

  /** Returns the account's session. */
  public LiveSession session() {
    return session;
  }

  /** Returns an issuer like that of the server. */
  public TokenIssuer issuer() {
    return new TokenIssuer(
        features.keys().profile(), features.keys().keys(), new RandomIds(), clock);
  }

  /** Returns a verifier like that of the server, with an empty cache. */
  public TokenVerifier verifier() {
    return new TokenVerifier(
        features.keys().profile(),
        features.keys().keys(),
        new AccountCache(features.store()),
        features.sessions().revocations(),
        features.roles().changed(),
        clock);
  }

  @Override
  public void close() {
    closeables.close();
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
