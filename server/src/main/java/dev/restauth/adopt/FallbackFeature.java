package dev.restauth.adopt;

import dev.restauth.account.LegacyDirectory;
import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.store.Store;
import java.time.InstantSource;
import java.util.Optional;

/** The application whose users move here one by one, at their log-in, where there is one. */
public final class FallbackFeature implements Feature {
  private final Optional<LiveAdoption> live;

  /**
   * As it is configured.
   *
   * @throws IllegalArgumentException where the settings cannot be used; the message is for the operator
   */
  public FallbackFeature(Config config, Store store, InstantSource clock) {
    this.live =
        config
            .get(FallbackSettings.FALLBACK)
            .map(place -> LiveAdoption.of(place, config, store, clock));
  }

  /** Its accounts. */
  public LegacyDirectory elsewhere() {
    return live.<LegacyDirectory>map(found -> found).orElseGet(LegacyDirectory::nowhere);
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
