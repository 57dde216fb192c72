package dev.restauth;

import dev.restauth.account.AccountCache;
import dev.restauth.account.Registration;
import dev.restauth.admin.DatabaseOperations;
import dev.restauth.admin.PasswordTuningOperation;
import dev.restauth.admin.RestoreOperation;
import dev.restauth.admin.TestAccounts;
import dev.restauth.admin.UserOperations;
import dev.restauth.config.Config;
import dev.restauth.config.Passwords;
import dev.restauth.control.Operations;
import dev.restauth.password.Argon2Parameters;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.SqlStore;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteFile;
import java.time.InstantSource;
import java.util.List;

/** What a server and an operator's command on a database without a server are both made of. */
record Core(
    Config config,
    Store store,
    PasswordHasher hasher,
    PasswordPolicy policy,
    AccountCache accounts,
    Registration registration,
    InstantSource clock) {

  /**
   * Opens the database, whose lock the caller has.
   *
   * @throws StoreRefusedException where it must not be opened
   */
  static Core open(Config config, InstantSource clock, Opened opened) {
    Store store = opened.add(SqlStore.open(database(config)), Store::close);
    PasswordHasher hasher = opened.add(hasher(config), PasswordHasher::close);
    PasswordPolicy policy = Policies.of(config);
    AccountCache accounts = new AccountCache(store);
    Registration registration = new Registration(store, policy, hasher, clock);
    return new Core(config, store, hasher, policy, accounts, registration, clock);
  }

  /** What an operator can have done while the database is open. */
  Operations operations() {
    Operations operations = new Operations();
    List.<Operations.Source>of(
            new UserOperations(store, accounts, registration),
            onFile(config, clock, store::confirmInPlace),
            new TestAccounts(store, hasher, clock))
        .forEach(each -> each.declare(operations));
    return operations;
  }

  /** What an operator can have done while nobody has the database open; it is not opened as a whole. */
  static Operations fileOperations(Config config, InstantSource clock) {
    Operations operations = new Operations();
    onFile(config, clock, () -> {}).declare(operations);
    new RestoreOperation(file(config, clock), store -> ServerKeys.findings(config.storage(), store))
        .declare(operations);
    return operations;
  }

  /** What an operator can have done where there is neither a database nor a server. */
  static Operations machineOperations(Config config) {
    Operations operations = new Operations();
    new PasswordTuningOperation(cost(config.passwords()), config.passwords().hashingThreads())
        .declare(operations);
    return operations;
  }

  private static Operations.Source onFile(
      Config config, InstantSource clock, Runnable confirmInPlace) {
    DatabaseFile file = file(config, clock);
    return new DatabaseOperations(
        file, confirmInPlace, () -> ServerKeys.findings(config.storage(), file));
  }

  private static DatabaseFile file(Config config, InstantSource clock) {
    return new SqliteFile(config.storage().databaseFile(), clock);
  }

  private static SqliteDatabase database(Config config) {
    return new SqliteDatabase(config.storage().databaseFile());
  }

  private static PasswordHasher hasher(Config config) {
    var passwords = config.passwords();
    return new PasswordHasher(cost(passwords), passwords.hashingThreads(), passwords.hashingWait());
  }

  private static Argon2Parameters cost(Passwords passwords) {
    return new Argon2Parameters(
        passwords.argon2MemoryKib(), passwords.argon2Iterations(), passwords.argon2Parallelism());
  }
}
