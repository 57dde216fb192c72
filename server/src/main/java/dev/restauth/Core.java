package dev.restauth;

import dev.restauth.account.AccountCache;
import dev.restauth.account.Elsewhere;
import dev.restauth.account.Registration;
import dev.restauth.account.TestAccounts;
import dev.restauth.account.UserOperations;
import dev.restauth.adopt.Adoption;
import dev.restauth.adopt.AdoptionNews;
import dev.restauth.adopt.LiveAdoption;
import dev.restauth.adopt.StoredSecrets;
import dev.restauth.adopt.TokenAcceptances;
import dev.restauth.care.AfterRestoreOperation;
import dev.restauth.care.BackupOperation;
import dev.restauth.care.CheckOperation;
import dev.restauth.care.RestoreOperation;
import dev.restauth.cluster.Peers;
import dev.restauth.config.Config;
import dev.restauth.config.DatabasePlace;
import dev.restauth.control.Operations;
import dev.restauth.password.Argon2Parameters;
import dev.restauth.password.HashSecrets;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.runtime.Databases;
import dev.restauth.runtime.Opened;
import dev.restauth.servicekey.ServiceKeyOperations;
import dev.restauth.servicekey.ServiceKeys;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.token.KeyOperations;
import dev.restauth.token.KeyRotation;
import dev.restauth.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What a server and an operator's command on a database without a server are both made of. */
record Core(
    Config config,
    Store store,
    PasswordHasher hasher,
    PasswordPolicy policy,
    AccountCache accounts,
    Registration registration,
    Vault vault,
    KeyRotation rotation,
    StoredSecrets secrets,
    Elsewhere elsewhere,
    AdoptionNews news,
    ServiceKeys serviceKeys,
    ChangeListener listener,
    InstantSource clock) {

  /**
   * Opens the database for a server; where it has a lock, the caller has that.
   *
   * @throws StoreRefusedException where it must not be opened
   */
  static Core open(Config config, InstantSource clock, Opened opened) {
    return open(config, clock, opened, PostgresDatabase.SERVING);
  }

  /**
   * The same with another patience for what PostgreSQL is asked.
   *
   * @throws StoreRefusedException where it must not be opened
   */
  static Core open(Config config, InstantSource clock, Opened opened, Duration patience) {
    Database database = Databases.at(config.storage().database(), clock, patience);
    Store store = opened.add(database.open(), Store::close);
    Vault vault = ServerKeys.vault(config.storage(), store);
    StoredSecrets secrets = new StoredSecrets(store, vault);
    PasswordHasher hasher = opened.add(hasher(config, secrets), PasswordHasher::close);
    PasswordPolicy policy = Policies.of(config);
    AccountCache accounts = new AccountCache(store);
    Elsewhere elsewhere = elsewhere(config, store, opened, clock);
    Registration registration = new Registration(store, policy, hasher, elsewhere, clock);
    return new Core(
        config,
        store,
        hasher,
        policy,
        accounts,
        registration,
        vault,
        new KeyRotation(store, vault, TokenSettings.policy(config)),
        secrets,
        elsewhere,
        new AdoptionNews(),
        new ServiceKeys(store),
        database.listener().or(store::listener).orElseThrow(),
        clock);
  }

  /** What an operator can have done while the database is open. */
  Operations operations() {
    Operations operations = new Operations();
    List.<Operations.Source>of(
            new UserOperations(store, accounts, registration),
            new ServiceKeyOperations(serviceKeys),
            new KeyOperations(rotation, vault),
            adoption(),
            new TestAccounts(store, hasher, clock))
        .forEach(each -> each.declare(operations));
    if (config.storage().database() instanceof DatabasePlace.SqliteFile(Path path)) {
      onFile(config, Databases.file(path, clock), store::confirmInPlace)
          .forEach(each -> each.declare(operations));
    }
    return operations;
  }

  /** Those who share the database; to be met before anything of it is remembered. */
  Peers meetPeers() {
    Optional<Duration> maxStaleness =
        config.storage().database() instanceof DatabasePlace.Postgres postgres
            ? Optional.of(postgres.maxStaleness())
            : Optional.empty();
    return Peers.meet(listener, maxStaleness, clock);
  }

  /** The application that still runs, where there is one. */
  private static Elsewhere elsewhere(
      Config config, Store store, Opened opened, InstantSource clock) {
    return config
        .fallback()
        .<Elsewhere>map(
            fallback -> opened.add(LiveAdoption.of(fallback, store, clock), LiveAdoption::close))
        .orElseGet(Elsewhere::nowhere);
  }

  private Adoption adoption() {
    return new Adoption(
        store,
        () -> TrialStore.in(config.storage().data(), clock),
        secrets,
        new TokenAcceptances(store, vault, clock),
        news,
        clock);
  }

  /** What an operator can have done while nobody has the database open; it is not opened as a whole. */
  static Operations fileOperations(Config config, Path database, InstantSource clock) {
    Operations operations = new Operations();
    onFile(config, Databases.file(database, clock), () -> {})
        .forEach(each -> each.declare(operations));
    new RestoreOperation(
            Databases.file(database, clock), store -> ServerKeys.findings(config.storage(), store))
        .declare(operations);
    return operations;
  }

  private static List<Operations.Source> onFile(
      Config config, DatabaseFile file, Runnable confirmInPlace) {
    return List.of(
        new BackupOperation(file, confirmInPlace),
        new CheckOperation(
            file, confirmInPlace, () -> ServerKeys.findings(config.storage(), file)));
  }

  /** What an operator can have done on a database of many, also where a server would not open it. */
  static Operations serverOperations(Config config, SharedDatabase database) {
    Operations operations = new Operations();
    new CheckOperation(database, () -> {}, () -> ServerKeys.findings(config.storage(), database))
        .declare(operations);
    new AfterRestoreOperation(database, store -> ServerKeys.findings(config.storage(), store))
        .declare(operations);
    return operations;
  }

  private static PasswordHasher hasher(Config config, HashSecrets secrets) {
    var passwords = config.passwords();
    return new PasswordHasher(
        Argon2Parameters.of(passwords),
        passwords.hashingThreads(),
        passwords.hashingWait(),
        secrets);
  }
}
