package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A legacy application with its own accounts. It records the look-ups. */
final class OtherApplication implements LegacyDirectory {
  @Override
  public boolean exists() {
    return true;
  }

  final Map<String, PasswordHash> users = new HashMap<>();
  final List<String> lookups = new ArrayList<>();
  Sample sample = Sample.NONE;
  int decoys;

  private final Store store;
  private final InstantSource clock;

  /** Creates an application whose users become accounts of {@code store}. */
  OtherApplication(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Sample sample() {
    return sample;
  }

  @Override
  public Optional<LegacyUser> byName(String username) {
    lookups.add(username);
    return Optional.ofNullable(users.get(username)).map(hash -> new Other(username, hash));
  }

  @Override
  public boolean hasName(String username) {
    return users.containsKey(username);
  }

  @Override
  public Optional<LegacyUser> byId(long id) {
    return Optional.empty();
  }

  @Override
  public void decoyLookup() {
    decoys++;
  }

  @Override
  public void beforeNewAccount() {}

  private final class Other implements LegacyUser {
    private final String username;
    private final PasswordHash hash;

    Other(String username, PasswordHash hash) {
      this.username = username;
      this.hash = hash;
    }

    @Override
    public String username() {
      return username;
    }

    @Override
    public Optional<PasswordHash> passwordHash() {
      return Optional.of(hash);
    }

    @Override
    public Optional<Account> adopt(BiConsumer<Transaction, Account> adopted) {
      return store.inTransaction(
          tx -> {
            Optional<Account> created =
                new AccountRows(tx).create(username, hash.text(), clock.instant());
            created.ifPresent(account -> adopted.accept(tx, account));
            return created;
          });
    }
  }
}
