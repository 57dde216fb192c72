package dev.restauth.feature;

import dev.restauth.config.Config;
import dev.restauth.config.Settings;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;

/** An additional feature, which is not among the features that the program lists. */
public interface Addition extends Declaration {

  /** The settings of the feature. */
  List<Settings> settings();

  /**
   * Builds the feature. All features that the program lists are built, and begin, before this one.
   */
  Feature build(Config config, Store store, Vault vault, InstantSource clock);
}
