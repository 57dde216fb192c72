package dev.restauth.store.sql;

import dev.restauth.store.AccountStore;
import dev.restauth.store.AdoptedAccountStore;
import dev.restauth.store.AdoptedSourceStore;
import dev.restauth.store.KnownAddressStore;
import dev.restauth.store.PropertyStore;
import dev.restauth.store.SigningKeyStore;
import dev.restauth.store.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whatever transaction is under way on one connection. */
final class SqlTransaction implements Transaction {
  private final AccountStore accounts;
  private final SigningKeyStore signingKeys;
  private final PropertyStore properties;
  private final KnownAddressStore knownAddresses;
  private final AdoptedAccountStore adoptedAccounts;
  private final AdoptedSourceStore adoptedSources;

  SqlTransaction(Sql sql) {
    this.accounts = new SqlAccountStore(sql);
    this.signingKeys = new SqlSigningKeyStore(sql);
    this.properties = new SqlPropertyStore(sql);
    this.knownAddresses = new SqlKnownAddressStore(sql);
    this.adoptedAccounts = new SqlAdoptedAccountStore(sql);
    this.adoptedSources = new SqlAdoptedSourceStore(sql);
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
  public PropertyStore properties() {
    return properties;
  }

  private record SqlSigningKeyStore(Sql sql) implements SigningKeyStore {
    @Override
    public List<SigningKeyRow> all() {
      return sql.all(
          "SELECT kid, algorithm, public_jwk, sealed_private_key, created_at FROM signing_key"
              + " ORDER BY created_at, kid",
          SqlSigningKeyStore::row);
    }

    @Override
    public void add(SigningKeyRow key) {
      sql.change(
          "INSERT INTO signing_key (kid, algorithm, public_jwk, sealed_private_key, created_at)"
              + " VALUES (?, ?, ?, ?, ?)",
          key.kid(),
          key.algorithm(),
          key.publicJwk(),
          key.sealedPrivateKey(),
          Micros.of(key.createdAt()));
    }

    private static SigningKeyRow row(ResultSet row) throws SQLException {
      Instant createdAt = Micros.instant(row.getLong("created_at"));
      return new SigningKeyRow(
          row.getString("kid"),
          row.getString("algorithm"),
          row.getString("public_jwk"),
          row.getBytes("sealed_private_key"),
          createdAt);
    }
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
  }
}
