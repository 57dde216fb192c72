package dev.restauth.vault;

import dev.restauth.config.Config;
import dev.restauth.config.SecretVariable;
import dev.restauth.config.Setting;
import dev.restauth.crypto.MasterKey;
import dev.restauth.database.DatabaseSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where master keys come from. What supplies one throws {@link dev.restauth.crypto.UnusableMasterKey} if it
 * cannot be read.
 *
 * @param folder where one is made if the operator gives none; an absolute path, which need not exist yet
 * @param given the one that the operator keeps
 * @param previous the one before it, while the database moves; only beside {@code given}
 */
public record MasterKeys(
    Path folder, Optional<Supplier<MasterKey>> given, Optional<Supplier<MasterKey>> previous) {

  /** Those that are made in a folder. */
  public static MasterKeys in(Path folder) {
    return new MasterKeys(folder, Optional.empty(), Optional.empty());
  }

  /** As the settings say. */
  public static MasterKeys of(Config config) {
    return new MasterKeys(
        config.get(DatabaseSettings.DATA),
        key(config, MasterKeySettings.KEY, MasterKeySettings.FILE),
        key(config, MasterKeySettings.PREVIOUS_KEY, MasterKeySettings.PREVIOUS_FILE));
  }

  private static Optional<Supplier<MasterKey>> key(
      Config config, SecretVariable variable, Setting<Optional<Path>> setting) {
    return config
        .find(variable)
        .<Supplier<MasterKey>>map(text -> () -> MasterKey.parse(text.reveal()))
        .or(() -> config.get(setting).map(file -> () -> MasterKey.load(file)));
  }
}
