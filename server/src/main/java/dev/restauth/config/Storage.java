package dev.restauth.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where things are kept. Paths are absolute; folder and database need not exist yet.
 *
 * @param data the data folder
 * @param database which database
 * @param masterKeyFile a file with the master key that the operator keeps; the loader has seen that
 *     it can be read
 * @param masterKey the master key itself, base64 of 32 bytes, from the environment; never together
 *     with the file
 * @param previousMasterKeyFile the same of the key before it, while the database moves
 * @param previousMasterKey the same; a previous key is only given beside a new one
 */
public record Storage(
    Path data,
    DatabasePlace database,
    Optional<Path> masterKeyFile,
    Optional<Secret> masterKey,
    Optional<Path> previousMasterKeyFile,
    Optional<Secret> previousMasterKey) {
  /** Throws IllegalArgumentException where a key is given twice, or a previous one alone. */
  public Storage {
    if ((masterKeyFile.isPresent() && masterKey.isPresent())
        || (previousMasterKeyFile.isPresent() && previousMasterKey.isPresent())) {
      throw new IllegalArgumentException("two master keys");
    }
    if ((previousMasterKeyFile.isPresent() || previousMasterKey.isPresent())
        && masterKeyFile.isEmpty()
        && masterKey.isEmpty()) {
      throw new IllegalArgumentException("a previous master key and no other");
    }
  }
}
