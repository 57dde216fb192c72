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
 * The files of master keys that this program creates in the data folder. During a change of the
 * key, the folder also contains the next key. It may also contain earlier keys, for old backups. If
 * the machine stopped during a change of the key, the database determines which key is current, and
 * {@link #settle} renames the files accordingly. No key is ever deleted.
 */
record KeyFolder(Path data) implements MasterKeySource {

  Path file() {
    return data.resolve("master.key");
  }

  private Path pending() {
    return data.resolve("master.key.new");
  }

  /**
   * Returns the file of an earlier key. The id may come from a foreign database. All characters
   * except hexadecimal digits are therefore removed, so that the file is always in the folder.
   */
  private Path archived(String keyId) {
    return data.resolve("master.key." + keyId.replaceAll("[^0-9a-f]", ""));
  }

  @Override
  public List<MasterKey> keysFor(KeyBinding bound) {
    // A key moves from the pending file to the current one, and later to an archived one. The files
    // are read in this order, so that a concurrent rename cannot hide a key.
    Optional<MasterKey> pending = MasterKey.find(pending());
    Optional<MasterKey> current = MasterKey.find(file());
    Optional<MasterKey> archived = MasterKey.find(archived(bound.keyId()));
    List<MasterKey> keys = Stream.of(current, pending, archived).flatMap(Optional::stream).toList();
    if (keys.isEmpty()) {
      // No key is created: a new key could not decrypt the data, and would hide that the old key
      // was lost.
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

  /**
   * Returns the key of an incomplete change, if there is one: that key is as secure as a new one.
   * Otherwise, creates a new key.
   */
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
