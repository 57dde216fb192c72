package dev.restauth.vault;

import dev.restauth.crypto.MasterKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keys that the operator gives: the current key and, during a change of the key, the previous one.
 */
record OperatorKeys(Supplier<MasterKey> key, Optional<Supplier<MasterKey>> previous)
    implements MasterKeySource {

  @Override
  public List<MasterKey> keysFor(KeyBinding bound) {
    return Stream.concat(Stream.of(initialKey()), previous.map(Supplier::get).stream()).toList();
  }

  @Override
  public MasterKey initialKey() {
    return key.get();
  }

  @Override
  public void settle(MasterKey bound) {}

  @Override
  public Optional<MasterKey> next(KeyBinding bound) {
    return Optional.of(initialKey()).filter(given -> !bound.matches(given));
  }
}
