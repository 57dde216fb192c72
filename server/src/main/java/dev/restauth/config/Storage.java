package dev.restauth.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where things are kept. Paths are absolute; folder and database need not exist yet.
 *
 * @param data the data folder
 * @param databaseFile the SQLite database
 * @param masterKeyFile a file with the master key that the operator keeps; the loader has seen that
 *     it can be read
 * @param masterKey the master key itself, base64 of 32 bytes, from the environment; never together
 *     with the file
 */
public record Storage(
    Path data, Path databaseFile, Optional<Path> masterKeyFile, Optional<Secret> masterKey) {
  /** Throws IllegalArgumentException where the master key is given twice. */
  public Storage {
    if (masterKeyFile.isPresent() && masterKey.isPresent()) {
      throw new IllegalArgumentException("two master keys");
    }
  }
}
