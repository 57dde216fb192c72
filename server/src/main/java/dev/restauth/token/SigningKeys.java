package dev.restauth.token;

import dev.restauth.crypto.SealBroken;
import dev.restauth.crypto.Sealing;
import dev.restauth.store.SigningKeyStore.SigningKeyRow;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys that sign and verify tokens. Thread-safe. */
public final class SigningKeys {
  private final Map<String, SigningKey> byKid;
  private final SigningKey current;

  private SigningKeys(List<SigningKey> oldestFirst) {
    this.byKid =
        oldestFirst.stream().collect(Collectors.toMap(SigningKey::kid, Function.identity()));
    this.current = oldestFirst.getLast();
  }

  /** Reads the keys, making the first where there is none. */
  public static SigningKeys load(Store store, Sealing sealing, InstantSource clock) {
    List<SigningKeyRow> rows = store.reading(tx -> tx.signingKeys().all());
    if (rows.isEmpty()) {
      SigningKeyRow first = SigningKey.generate(sealing, clock.instant());
      rows =
          store.inTransaction(
              tx -> {
                if (tx.signingKeys().all().isEmpty()) {
                  tx.signingKeys().add(first);
                }
                return tx.signingKeys().all();
              });
    }
    return new SigningKeys(rows.stream().map(row -> SigningKey.open(row, sealing)).toList());
  }

  /**
   * Tries to open every key with the master key, and whether its two parts fit.
   *
   * @return what is wrong, a line each
   */
  public static List<String> check(Snapshots database, Sealing sealing) {
    List<SigningKeyRow> rows = database.reading(tx -> tx.signingKeys().all());
    List<String> wrong = new ArrayList<>();
    for (SigningKeyRow row : rows) {
      try {
        if (!SigningKey.open(row, sealing).fits()) {
          wrong.add("the public part of the signing key " + row.kid() + " belongs to another key");
        }
      } catch (SealBroken | IllegalStateException e) {
        wrong.add("the signing key " + row.kid() + " cannot be opened: " + e.getMessage());
      }
    }
    return wrong;
  }

  SigningKey current() {
    return current;
  }

  Optional<SigningKey> find(String kid) {
    return Optional.ofNullable(byKid.get(kid));
  }
}
