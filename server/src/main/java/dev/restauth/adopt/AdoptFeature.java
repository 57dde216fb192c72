package dev.restauth.adopt;

import dev.restauth.account.AdoptionChanged;
import dev.restauth.account.RetiredNames;
import dev.restauth.factor.ImportedFactors;
import dev.restauth.feature.Feature;
import dev.restauth.operator.Operations;
import dev.restauth.passkey.ImportedPasskeys;
import dev.restauth.password.PasswordHasher;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;

/** The feature that imports accounts from another system. */
public final class AdoptFeature implements Feature {
  private final WeakHashes weakHashes;
  private final Adoption adoption;

  /**
   * Creates the feature, which imports into {@code store}.
   *
   * @param data the data folder
   * @param names the retired names, which no other account can get
   * @param secrets the secrets that several hashes of a source share
   * @param changed receives the id of each account whose hash was changed
   */
  public AdoptFeature(
      Path data,
      Store store,
      RetiredNames names,
      Vault vault,
      StoredSecrets secrets,
      PasswordHasher hasher,
      ImportedPasskeys passkeys,
      LongConsumer changed,
      InstantSource clock) {
    this.weakHashes = new WeakHashes(store, hasher, changed);
    this.adoption =
        new Adoption(
            store,
            names,
            () -> TrialStore.create(data, clock),
            secrets,
            new ImportedFactors(vault),
            passkeys,
            new TokenAcceptances(store, vault, clock),
            weakHashes::isStarted,
            clock);
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(adoption);
  }

  @Override
  public void begin() {
    weakHashes.begin();
  }

  @Override
  public void onChanges(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(AdoptionChanged.KIND))) {
      weakHashes.wake();
    }
  }

  @Override
  public void invalidateAll() {
    weakHashes.wake();
  }

  @Override
  public void close() {
    weakHashes.close();
  }
}
