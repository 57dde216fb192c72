package dev.restauth.feed;

import dev.restauth.store.Change.AccountChanged;
import dev.restauth.store.Change.AdoptionChanged;
import dev.restauth.store.Change.ServiceKeyChanged;
import dev.restauth.store.Change.SessionRevoked;
import dev.restauth.store.Change.SigningKeyChanged;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes events of changes. Thread-safe.
 */
record Events(Content content) {

  /** Empty where it concerns no token that is verified elsewhere. */
  Optional<Event> of(String epoch, Numbered numbered) {
    Position at = content.told(new Position(epoch, numbered.number()));
    return switch (numbered.change()) {
      case SessionRevoked(String id, Instant until) -> Optional.of(Wire.session(at, id, until));
      case AccountChanged(long id, long generation) ->
          Optional.of(Wire.account(at, id, generation, content.lastsUntil().get()));
      case SigningKeyChanged _ -> Optional.of(Wire.keys(at, content.jwks().get()));
      case ServiceKeyChanged _, AdoptionChanged _ -> Optional.empty();
    };
  }
}
