package dev.restauth.vault;

import dev.restauth.crypto.MasterKey;
import dev.restauth.store.FolderOwner;
import dev.restauth.store.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A key that this program makes in the data folder. Beside it may lie the one that the database is
 * about to move to, and those that it had before, for old backups. Whatever the machine did last, the
 * database says which of them counts, and {@link #settle} puts that in its place; no key is ever
 * deleted.
 */
record KeyFolder(Path data) implements MasterKeySource {

  Path file() {
    return data.resolve("master.key");
  }

  private Path coming() {
    return data.resolve("master.key.new");
  }

  /** Where there is none of that name, as of an id that some database brought along, nothing lies. */
  private Path kept(String keyId) {
    return data.resolve("master.key." + keyId.replaceAll("[^0-9a-f]", ""));
  }

  @Override
  public List<MasterKey> keysFor(KeyBinding bound) {
    // In the order in which a key moves through these names, or it could slip by.
    Optional<MasterKey> coming = MasterKey.find(coming());
    Optional<MasterKey> current = MasterKey.find(file());
    Optional<MasterKey> kept = MasterKey.find(kept(bound.keyId()));
    List<MasterKey> keys = Stream.of(current, coming, kept).flatMap(Optional::stream).toList();
    if (keys.isEmpty()) {
      // A new key could not open what the lost one sealed, and would hide that it is lost.
      throw new StoreRefusedException(
          "the master key is missing: the database was made with key "
              + bound.keyId()
              + ", which should be in "
              + file()
              + ": put the file back, or name the key with --master-key-file or"
              + " RESTAUTH_MASTER_KEY");
    }
    return bound.among(keys).map(List::of).orElse(List.of(keys.getFirst()));
  }

  @Override
  public MasterKey first() {
    return made(file());
  }

  /** One that a move left which did not happen is as good as a new one. */
  @Override
  public Optional<MasterKey> next(KeyBinding bound) {
    MasterKey left = made(coming());
    if (!bound.matches(left)) {
      return Optional.of(left);
    }
    settle(left);
    return Optional.of(made(coming()));
  }

  private static MasterKey made(Path file) {
    boolean there = Files.exists(file);
    MasterKey key = MasterKey.loadOrCreate(file);
    if (!there) {
      give(file);
    }
    return key;
  }

  @Override
  public void settle(MasterKey bound) {
    Optional<MasterKey> current = MasterKey.find(file());
    if (!isSame(current, bound)) {
      current.ifPresent(this::keep);
      if (isSame(MasterKey.find(coming()), bound)) {
        MasterKey.rename(coming(), file());
      } else {
        bound.replace(file());
        give(file());
      }
    }
    MasterKey.find(coming()).ifPresent(unused -> MasterKey.rename(coming(), kept(unused.keyId())));
  }

  private static boolean isSame(Optional<MasterKey> key, MasterKey other) {
    return key.filter(found -> found.keyId().equals(other.keyId())).isPresent();
  }

  private void keep(MasterKey key) {
    key.keep(kept(key.keyId()));
    give(kept(key.keyId()));
  }

  private static void give(Path file) {
    try {
      FolderOwner.give(file);
    } catch (IOException e) {
      throw new StoreRefusedException("cannot give " + file + " to the owner of its folder: " + e);
    }
  }
}
