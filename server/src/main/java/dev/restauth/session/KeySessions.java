package dev.restauth.session;

import java.time.Instant;
import java.util.Optional;

/**
 * The sessions of personal keys. The tokens that are issued for a key contain the key's id as their
 * session id. A key therefore needs no session row, and does not appear in its owner's list of
 * sessions. For services that verify tokens, a key that was revoked or has expired looks like a
 * session that has ended. Thread-safe.
 */
@FunctionalInterface
public interface KeySessions {
  /**
   * A personal key.
   *
   * @param id the id of the key
   * @param generation the account's current generation
   * @param endsAt the time at which the key expires
   * @param scope the scopes of the key, separated by spaces
   * @param organization the id of the organisation in which the key acts; empty for none
   */
  record Key(
      String id,
      long accountId,
      long generation,
      Instant endsAt,
      String scope,
      Optional<String> organization) {}

  /**
   * Reads a key from the store. Returns empty if the key is no longer valid, or if its account is
   * not active.
   */
  Optional<Key> find(String id);

  /**
   * Returns the session of a key; empty if the key is no longer valid.
   *
   * @param presentedAt the time at which the client presented the key itself, not a token of the
   *     key
   */
  default Optional<LiveSession> session(String id, Instant presentedAt) {
    return find(id)
        .map(
            key ->
                new LiveSession(
                    new SessionRow(
                        key.id(),
                        key.accountId(),
                        key.generation(),
                        SessionRow.KEY,
                        presentedAt,
                        presentedAt,
                        key.endsAt(),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(key.scope()),
                        key.organization(),
                        Optional.empty())));
  }
}
