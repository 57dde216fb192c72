package dev.restauth.registration;

import dev.restauth.event.Actor;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * Invitations to organisations. Their codes are accepted like those of other invitations; the implementation gives
 * the membership. Implementations are thread-safe.
 */
public interface Memberships {
  /** The state of an invitation. */
  enum State {
    /** The invitation can be accepted. */
    PENDING,
    /** The inviter is no longer allowed to give the role of the invitation. */
    INVITER_GONE,
    /** The invitation was accepted, declined or withdrawn, or has ended. */
    ENDED
  }

  /** Returns whether an id is that of a pending invitation to an organisation. */
  boolean isPending(String invitation);

  /**
   * Returns the state of an invitation. The caller has locked the rights.
   *
   * @param account the account that accepts it; empty if accepting it creates one
   */
  State state(Transaction tx, String invitation, Optional<Long> account);

  /**
   * Makes an account a member through a pending invitation, which then ends. A member keeps the role that they have.
   *
   * @return false if the account is a member of too many organisations
   */
  boolean join(Transaction tx, String invitation, long accountId, Actor by);
}
