package dev.restauth.vault;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.SecretVariable;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.database.DatabaseSettings;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Settings for the master key and the previous master key. */
public final class MasterKeySettings implements Settings {
  private static final int BYTES = 32;
  private static final String FORM = "base64 of 32 bytes";

  static final SecretVariable KEY =
      new SecretVariable(
          "master-key", "the master key", "a master key", FORM, MasterKeySettings::isKey);

  static final SecretVariable PREVIOUS_KEY =
      new SecretVariable(
          "previous-master-key",
          "the previous master key",
          "a master key",
          FORM,
          MasterKeySettings::isKey);

  static final Setting<Optional<Path>> FILE =
      Setting.optional(
              "master-key-file",
              Group.FILES,
              ValueType.file(),
              "a file that the server creates in the data folder",
              "File with the key that encrypts the signing keys: base64 of 32 random bytes")
          .neverQuoted();

  static final Setting<Optional<Path>> PREVIOUS_FILE =
      Setting.optional(
              "previous-master-key-file",
              Group.FILES,
              ValueType.file(),
              "none",
              "File with the previous master key, until restauth key rewrap has finished")
          .neverQuoted();

  @Override
  public List<Setting<?>> all() {
    return List.of(FILE, PREVIOUS_FILE);
  }

  @Override
  public List<SecretVariable> secrets() {
    return List.of(KEY, PREVIOUS_KEY);
  }

  private static boolean isKey(String text) {
    try {
      return Base64.getDecoder().decode(text).length == BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  @Override
  public void validate(Config config, Findings findings) {
    reportTwice(FILE, KEY, config, findings);
    reportTwice(PREVIOUS_FILE, PREVIOUS_KEY, config, findings);
    if (isGiven(PREVIOUS_FILE, PREVIOUS_KEY, config)
        && !isGiven(FILE, KEY, config)
        && findings.allValid(FILE)) {
      findings.problem(
          PREVIOUS_FILE,
          "a previous master key is of use only with a new one; give the new one with"
              + " \"master-key-file\" or in "
              + KEY.variable());
    }
    if (DatabaseSettings.isShared(config)
        && !isGiven(FILE, KEY, config)
        && findings.allValid(FILE)) {
      findings.problem(
          FILE,
          "on PostgreSQL no key is made, since every node needs the same one: give it here or in "
              + KEY.variable()
              + "; to make one, run once: openssl rand -base64 32");
    }
  }

  private static boolean isGiven(Setting<Optional<Path>> file, SecretVariable key, Config config) {
    return config.get(file).isPresent() || config.find(key).isPresent();
  }

  private static void reportTwice(
      Setting<Optional<Path>> file, SecretVariable key, Config config, Findings findings) {
    if (config.get(file).isPresent() && config.find(key).isPresent()) {
      findings.problem(file, "a master key is given in " + key.variable() + " as well; choose one");
    }
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    config.get(FILE).ifPresent(file -> warnings.addIfReadable(FILE, file));
    config.get(PREVIOUS_FILE).ifPresent(file -> warnings.addIfReadable(PREVIOUS_FILE, file));
  }
}
