package dev.restauth.store.sql;

import dev.restauth.store.AccountStore;
import dev.restauth.store.AdoptedAccountStore;
import dev.restauth.store.AdoptedSourceStore;
import dev.restauth.store.KnownAddressStore;
import dev.restauth.store.PropertyStore;
import dev.restauth.store.RefreshTokenStore;
import dev.restauth.store.RevocationStore;
import dev.restauth.store.ServiceKeyStore;
import dev.restauth.store.SessionStore;
import dev.restauth.store.SigningKeyStore;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Whatever transaction is under way on one connection. */
final class SqlTransaction implements Transaction {
  private final AccountStore accounts;
  private final SigningKeyStore signingKeys;
  private final PropertyStore properties;
  private final KnownAddressStore knownAddresses;
  private final AdoptedAccountStore adoptedAccounts;
  private final AdoptedSourceStore adoptedSources;
  private final SessionStore sessions;
  private final RevocationStore revocations;
  private final RefreshTokenStore refreshTokens;
  private final ServiceKeyStore serviceKeys;
  private final Supplier<Instant> clock;

  /**
   * The transactions of a connection.
   *
   * @param clock tells the time by the database
   */
  SqlTransaction(Sql sql, Supplier<Instant> clock) {
    this.accounts = new SqlAccountStore(sql);
    this.signingKeys = new SqlSigningKeyStore(sql);
    this.properties = new SqlPropertyStore(sql);
    this.knownAddresses = new SqlKnownAddressStore(sql);
    this.adoptedAccounts = new SqlAdoptedAccountStore(sql);
    this.adoptedSources = new SqlAdoptedSourceStore(sql);
    this.sessions = new SqlSessionStore(sql);
    this.revocations = new SqlRevocationStore(sql);
    this.refreshTokens = new SqlRefreshTokenStore(sql);
    this.serviceKeys = new SqlServiceKeyStore(sql);
    this.clock = clock;
  }

  @Override
  public AccountStore accounts() {
    return accounts;
  }

  @Override
  public SigningKeyStore signingKeys() {
    return signingKeys;
  }

  @Override
  public KnownAddressStore knownAddresses() {
    return knownAddresses;
  }

  @Override
  public AdoptedAccountStore adoptedAccounts() {
    return adoptedAccounts;
  }

  @Override
  public AdoptedSourceStore adoptedSources() {
    return adoptedSources;
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public RevocationStore revocations() {
    return revocations;
  }

  @Override
  public RefreshTokenStore refreshTokens() {
    return refreshTokens;
  }

  @Override
  public ServiceKeyStore serviceKeys() {
    return serviceKeys;
  }

  @Override
  public PropertyStore properties() {
    return properties;
  }

  @Override
  public Instant now() {
    return clock.get();
  }

  private record SqlPropertyStore(Sql sql) implements PropertyStore {
    @Override
    public Optional<String> find(String name) {
      return sql.one(
          "SELECT value FROM property WHERE name = ?", row -> row.getString("value"), name);
    }

    @Override
    public String setIfAbsent(String name, String value) {
      return sql.one(
              "INSERT INTO property (name, value) VALUES (?, ?)"
                  + " ON CONFLICT (name) DO NOTHING RETURNING value",
              row -> row.getString("value"),
              name,
              value)
          .or(() -> find(name))
          .orElseThrow();
    }

    /** A row that was written is locked, whatever was written. */
    @Override
    public Optional<String> hold(String name) {
      return sql.one(
          "UPDATE property SET value = value WHERE name = ? RETURNING value",
          row -> row.getString("value"),
          name);
    }

    @Override
    public boolean replace(String name, String expected, String value) {
      return sql.change(
              "UPDATE property SET value = ? WHERE name = ? AND value = ?", value, name, expected)
          > 0;
    }
  }
}
