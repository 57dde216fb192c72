package dev.restauth;

import dev.restauth.account.AccountCache;
import dev.restauth.account.Registration;
import dev.restauth.admin.DatabaseOperations;
import dev.restauth.admin.TestAccounts;
import dev.restauth.admin.UserOperations;
import dev.restauth.config.Config;
import dev.restauth.control.Operations;
import dev.restauth.crypto.Sealing;
import dev.restauth.password.Argon2Parameters;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.store.DatabaseFile;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.SqlStore;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteFile;
import dev.restauth.token.SigningKeys;
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
    PasswordPolicy policy =
        switch (config.passwords().policy()) {
          case COMPAT -> PasswordPolicy.COMPAT;
          case NIST -> PasswordPolicy.NIST;
        };
    AccountCache accounts = new AccountCache(store);
    Registration registration = new Registration(store, accounts, policy, hasher, clock);
    return new Core(config, store, hasher, policy, accounts, registration, clock);
  }

  /** What an operator can have done while the database is open. */
  Operations operations() {
    Operations operations = new Operations();
    List.<Operations.Source>of(
            new UserOperations(store, accounts, registration),
            new DatabaseOperations(
                file(config, clock), store::confirmInPlace, () -> keyFindings(config, store)),
            new TestAccounts(store, accounts, hasher, clock))
        .forEach(each -> each.declare(operations));
    return operations;
  }

  static DatabaseFile file(Config config, InstantSource clock) {
    return new SqliteFile(config.storage().databaseFile(), clock);
  }

  /** Whether the master key is the right one and opens every key; what it returns is wrong. */
  static List<String> keyFindings(Config config, Store store) {
    try {
      return SigningKeys.check(store, new Sealing(ServerKeys.masterKey(config.storage(), store)));
    } catch (StoreRefusedException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static SqliteDatabase database(Config config) {
    return new SqliteDatabase(config.storage().databaseFile());
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
}
