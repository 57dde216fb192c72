package dev.restauth.feature;

import dev.restauth.config.Config;
import dev.restauth.config.Settings;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;

/** An additional feature, beside those that the program lists. */
public interface Addition extends Declaration {

  /** The settings of the feature. */
  List<Settings> settings();

  /** Builds the feature, after all others; it also begins after them. */
  Feature build(Config config, Store store, Vault vault, InstantSource clock);
}
