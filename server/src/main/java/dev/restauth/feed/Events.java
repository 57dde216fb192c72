package dev.restauth.feed;

import dev.restauth.store.Change.AccountChanged;
import dev.restauth.store.Change.AdoptionChanged;
import dev.restauth.store.Change.ServiceKeyChanged;
import dev.restauth.store.Change.SessionRevoked;
import dev.restauth.store.Change.SigningKeyChanged;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes events of changes. Thread-safe.
 *
 * @param jwks what everybody may see of the keys that sign, as they are known here
 * @param lastsUntil when the last token will have expired that was issued by now
 */
record Events(Supplier<List<String>> jwks, Supplier<Instant> lastsUntil) {

  /** Empty where it concerns no token that is verified elsewhere. */
  Optional<Event> of(String epoch, Numbered numbered) {
    Position at = new Position(epoch, numbered.number());
    return switch (numbered.change()) {
      case SessionRevoked(String id, Instant until) -> Optional.of(Wire.session(at, id, until));
      case AccountChanged(long id, long generation) ->
          Optional.of(Wire.account(at, id, generation, lastsUntil.get()));
      case SigningKeyChanged _ -> Optional.of(Wire.keys(at, jwks.get()));
      case ServiceKeyChanged _, AdoptionChanged _ -> Optional.empty();
    };
  }
}
