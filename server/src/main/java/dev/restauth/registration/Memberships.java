package dev.restauth.registration;

import dev.restauth.event.Actor;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * Invitations to organisations. Their codes are accepted like the codes of other invitations. An
 * implementation makes the account a member. Implementations are thread-safe.
 */
public interface Memberships {
  /** The state of an invitation. */
  enum State {
    /** The invitation can be accepted. */
    PENDING,
    /** The inviter is no longer allowed to give this role. */
    INVITER_GONE,
    /** The invitation was accepted, declined or withdrawn, or has expired. */
    ENDED
  }

  /** Returns whether an id belongs to a pending invitation to an organisation. */
  boolean isPending(String invitation);

  /**
   * Returns the state of an invitation. The caller must have locked the rights.
   *
   * @param account the account that accepts the invitation; empty if accepting it creates the
   *     account
   */
  State state(Transaction tx, String invitation, Optional<Long> account);

  /**
   * Makes an account a member through a pending invitation, and removes the invitation. An account
   * that is already a member keeps its role.
   *
   * @return false if the account is already a member of too many organisations
   */
  boolean join(Transaction tx, String invitation, long accountId, Actor by);
}
