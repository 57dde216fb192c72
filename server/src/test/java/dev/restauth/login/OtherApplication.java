package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another application with accounts of its own, that notes what it is asked. */
final class OtherApplication implements LegacyDirectory {
  @Override
  public boolean exists() {
    return true;
  }

  final Map<String, PasswordHash> people = new HashMap<>();
  final List<String> asked = new ArrayList<>();
  Sample sample = Sample.NONE;
  int decoys;

  private final Store store;
  private final InstantSource clock;

  /** One whose people become accounts of that store. */
  OtherApplication(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Sample sample() {
    return sample;
  }

  @Override
  public Optional<Person> byName(String username) {
    asked.add(username);
    return Optional.ofNullable(people.get(username)).map(hash -> new Other(username, hash));
  }

  @Override
  public boolean hasName(String username) {
    return people.containsKey(username);
  }

  @Override
  public Optional<Person> byId(long id) {
    return Optional.empty();
  }

  @Override
  public void decoy() {
    decoys++;
  }

  @Override
  public void beforeNewAccount() {}

  private final class Other implements Person {
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
    public Optional<Account> adopt() {
      return store.inTransaction(
          tx -> new AccountRows(tx).create(username, hash.text(), clock.instant()));
    }
  }
}
