package dev.restauth.vault;

import dev.restauth.crypto.MasterKey;
import dev.restauth.store.FileFailure;
import dev.restauth.store.FolderOwner;
import dev.restauth.store.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The master key that this program creates in the data folder. During a move of the database to another key, the folder also
 * contains the next key. It may also contain earlier keys, for old backups. If the machine stopped during a move, the database
 * determines which key is current, and {@link #settle} puts that key in place. No key is ever deleted.
 */
record KeyFolder(Path data) implements MasterKeySource {

  Path file() {
    return data.resolve("master.key");
  }

  private Path pending() {
    return data.resolve("master.key.new");
  }

  /**
   * The file of an earlier key. The id may come from a foreign database. So other characters are removed from the id, and the
   * name cannot leave the folder.
   */
  private Path archived(String keyId) {
    return data.resolve("master.key." + keyId.replaceAll("[^0-9a-f]", ""));
  }

  @Override
  public List<MasterKey> keysFor(KeyBinding bound) {
    // The files are read in the order in which a key moves through these names. Otherwise, a
    // concurrent move could hide a key.
    Optional<MasterKey> pending = MasterKey.find(pending());
    Optional<MasterKey> current = MasterKey.find(file());
    Optional<MasterKey> archived = MasterKey.find(archived(bound.keyId()));
    List<MasterKey> keys = Stream.of(current, pending, archived).flatMap(Optional::stream).toList();
    if (keys.isEmpty()) {
      // Creates no key: a new key could not decrypt the data, and would hide the loss of the old
      // key.
      throw new StoreRefusedException(
          "the master key is missing: the database was made with key "
              + bound.keyId()
              + ", which should be in "
              + file()
              + ": put the file back, or name the key with --master-key-file or"
              + " RESTAUTH_MASTER_KEY");
    }
    return bound.findIn(keys).map(List::of).orElse(List.of(keys.getFirst()));
  }

  @Override
  public MasterKey initialKey() {
    return loadOrCreate(file());
  }

  /** Reuses the key of an incomplete move, because this key is as secure as a new key. */
  @Override
  public Optional<MasterKey> next(KeyBinding bound) {
    MasterKey candidate = loadOrCreate(pending());
    if (!bound.matches(candidate)) {
      return Optional.of(candidate);
    }
    settle(candidate);
    return Optional.of(loadOrCreate(pending()));
  }

  private static MasterKey loadOrCreate(Path file) {
    boolean exists = Files.exists(file);
    MasterKey key = MasterKey.loadOrCreate(file);
    if (!exists) {
      giveToFolderOwner(file);
    }
    return key;
  }

  @Override
  public void settle(MasterKey bound) {
    Optional<MasterKey> current = MasterKey.find(file());
    if (!isSame(current, bound)) {
      current.ifPresent(this::archive);
      if (isSame(MasterKey.find(pending()), bound)) {
        MasterKey.rename(pending(), file());
      } else {
        bound.replace(file());
        giveToFolderOwner(file());
      }
    }
    MasterKey.find(pending())
        .ifPresent(unused -> MasterKey.rename(pending(), archived(unused.keyId())));
  }

  private static boolean isSame(Optional<MasterKey> key, MasterKey other) {
    return key.filter(found -> found.keyId().equals(other.keyId())).isPresent();
  }

  private void archive(MasterKey key) {
    key.writeIfAbsent(archived(key.keyId()));
    giveToFolderOwner(archived(key.keyId()));
  }

  private static void giveToFolderOwner(Path file) {
    try {
      FolderOwner.give(file);
    } catch (IOException e) {
      throw new StoreRefusedException(
          "cannot give " + file + " to the owner of its folder: " + FileFailure.reason(e));
    }
  }
}
