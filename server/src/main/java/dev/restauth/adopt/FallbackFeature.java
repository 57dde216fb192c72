package dev.restauth.adopt;

import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.RetiredNames;
import dev.restauth.config.Config;
import dev.restauth.factor.ImportedFactors;
import dev.restauth.feature.Feature;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The feature for a legacy application, if one is configured. It adopts each user when they log in
 * for the first time.
 */
public final class FallbackFeature implements Feature {
  private final Optional<LiveAdoption> live;

  /**
   * Creates the feature from the settings. Does not connect to the legacy database yet.
   *
   * @throws IllegalArgumentException if the settings cannot be used; the message is for the
   *     operator
   */
  public FallbackFeature(
      Config config, Store store, RetiredNames names, Vault vault, InstantSource clock) {
    this.live =
        config
            .get(FallbackSettings.FALLBACK)
            .map(
                place ->
                    LiveAdoption.of(
                        place, config, store, names, new ImportedFactors(vault), clock));
  }

  /** Returns the accounts of the legacy application. */
  public LegacyDirectory directory() {
    return live.<LegacyDirectory>map(found -> found).orElseGet(LegacyDirectory::none);
  }

  @Override
  public void begin() {
    live.ifPresent(LiveAdoption::begin);
  }

  @Override
  public void close() {
    live.ifPresent(LiveAdoption::close);
  }
}
