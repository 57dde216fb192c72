package dev.restauth.session;

import dev.restauth.session.SessionRows.SessionRow;
import java.time.Instant;
import java.util.Optional;

/**
 * The sessions of personal keys. A key is its own session: the tokens that are issued for it name its id as their
 * session. So it needs no row of a session, and is not among the sessions that its owner lists. For services that
 * verify tokens, it ends like a session. Thread-safe.
 */
@FunctionalInterface
public interface KeySessions {
  /**
   * A personal key.
   *
   * @param id the id of the key
   * @param generation the generation that the account has now
   * @param endsAt the time at which the key ends
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

  /** Reads a key from the store; empty if it has ended, or its account is not active. */
  Optional<Key> find(String id);

  /**
   * Returns the session of a key; empty if it has ended.
   *
   * @param presentedAt the time at which the key itself was presented, for the first token that led to this one
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
