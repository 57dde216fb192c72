package dev.restauth.vault;

import dev.restauth.config.Secret;
import dev.restauth.config.Storage;
import dev.restauth.crypto.MasterKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keys that the operator keeps: the one that counts and, while a database moves, the one before it. */
record GivenKeys(Storage storage) implements KeyPlace {

  private static Optional<MasterKey> read(Optional<Secret> text, Optional<Path> file) {
    return text.map(secret -> MasterKey.parse(secret.reveal())).or(() -> file.map(MasterKey::load));
  }

  @Override
  public List<MasterKey> keysFor(Binding bound) {
    return Stream.concat(
            Stream.of(first()),
            read(storage.previousMasterKey(), storage.previousMasterKeyFile()).stream())
        .toList();
  }

  @Override
  public MasterKey first() {
    return read(storage.masterKey(), storage.masterKeyFile()).orElseThrow();
  }

  @Override
  public void settle(MasterKey bound) {}

  @Override
  public Optional<MasterKey> next(Binding bound) {
    return Optional.of(first()).filter(given -> !bound.matches(given));
  }
}
