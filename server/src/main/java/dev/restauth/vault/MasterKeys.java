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
 * The configured master keys. The suppliers throw {@link dev.restauth.crypto.UnusableMasterKey} if
 * a key cannot be read.
 *
 * @param folder the folder in which the program creates a key if the operator gives none; an
 *     absolute path, which need not exist yet
 * @param given the current key, if the operator gives one
 * @param previous the operator's previous key, during a change of the key; only together with
 *     {@code given}
 */
public record MasterKeys(
    Path folder, Optional<Supplier<MasterKey>> given, Optional<Supplier<MasterKey>> previous) {

  /** Returns keys that the program creates in a folder. */
  public static MasterKeys in(Path folder) {
    return new MasterKeys(folder, Optional.empty(), Optional.empty());
  }

  /** Returns the keys that the settings name. */
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
