package dev.restauth.feature;

import dev.restauth.config.Config;
import dev.restauth.config.Settings;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;

/** A feature that is handed to the program, beside those that it lists. */
public interface Addition extends Declaration {

  /** What an operator may set of it. */
  List<Settings> settings();

  /** Builds it, after all others; it begins after them, too. */
  Feature build(Config config, Store store, Vault vault, InstantSource clock);
}
