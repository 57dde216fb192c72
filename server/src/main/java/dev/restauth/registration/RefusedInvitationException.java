package dev.restauth.registration;

/**
 * Aborts the acceptance of an invitation. The transaction is rolled back, and the code remains
 * valid.
 */
final class RefusedInvitationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Reasons for the refusal. */
  enum Reason {
    /**
     * The inviter is no longer allowed to invite anybody, or to give the gift of the invitation.
     */
    INVITER_GONE,
    /** The invitation was accepted, declined or withdrawn, or has expired. */
    ENDED,
    /** The account's roles would no longer fit into its tokens. */
    TOO_MANY_ROLES,
    /** The account is already a member of too many organisations. */
    TOO_MANY_ORGANIZATIONS
  }

  private final Reason reason;

  RefusedInvitationException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
