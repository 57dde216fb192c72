package dev.restauth.session;

import dev.restauth.session.SessionRows.SessionRow;
import java.time.Instant;
import java.util.Optional;

/**
 * The sessions of personal keys. A key is its own session: the tokens that are issued for the key name its id as their session.
 * So a key needs no session row, and the owner's list of sessions does not contain it. For services that verify tokens, a key
 * ends like a session. Thread-safe.
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
   * @param organization the id of the organisation in which the key acts
   */
  record Key(
      String id,
      long accountId,
      long generation,
      Instant endsAt,
      String scope,
      Optional<String> organization) {}

  /** Reads a key from the store; empty if the key has ended, or its account is not active. */
  Optional<Key> find(String id);

  /**
   * Returns the session of a key; empty if the key has ended.
   *
   * @param presentedAt the time at which the key itself was presented, for the first token of the chain of renewals
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
