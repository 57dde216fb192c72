package dev.restauth.feed;

import dev.restauth.account.AccountChanged;
import dev.restauth.account.RightsChanged;
import dev.restauth.account.SessionRevoked;
import dev.restauth.oauth.client.ClientChanged;
import dev.restauth.role.RoleChanged;
import dev.restauth.store.Change;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.token.SigningKeyChanged;
import java.util.Optional;

/**
 * Converts changes to events. Thread-safe.
 */
record Events(FeedContent content) {

  /** Converts a change to an event; empty if the change does not concern resource servers. */
  Optional<Event> of(String epoch, Numbered numbered) {
    Position at = content.subscriberPosition(new Position(epoch, numbered.number()));
    Change change = numbered.change();
    return switch (change.kind()) {
      case SessionRevoked.KIND ->
          SessionRevoked.of(change)
              .map(revoked -> FeedEncoder.session(at, revoked.id(), revoked.tokensUntil()));
      case AccountChanged.KIND ->
          AccountChanged.of(change)
              .map(
                  changed ->
                      FeedEncoder.account(
                          at,
                          Long.toString(changed.id()),
                          changed.generation(),
                          content.lastsUntil().get()));
      case ClientChanged.KIND ->
          ClientChanged.of(change)
              .filter(changed -> changed.generation() > 0)
              .map(
                  changed ->
                      FeedEncoder.account(
                          at, changed.id(), changed.generation(), content.lastsUntil().get()));
      case RightsChanged.KIND ->
          RightsChanged.of(change)
              .map(
                  changed ->
                      FeedEncoder.rights(
                          at, changed.id(), changed.number(), content.lastsUntil().get()));
      case RoleChanged.KIND ->
          RoleChanged.of(change)
              .map(changed -> FeedEncoder.role(at, changed, content.lastsUntil().get()));
      case SigningKeyChanged.KIND -> Optional.of(FeedEncoder.keys(at, content.jwks().get()));
      default -> Optional.empty();
    };
  }

  /**
   * Returns whether this version supports the kind of a change. For a change of another kind, the
   * server cannot know whether it is an event.
   */
  boolean isKnownKind(Numbered numbered) {
    return content.kinds().contains(numbered.change().kind());
  }
}
