package dev.restauth.registration;

/** Ends the acceptance of an invitation. The transaction is rolled back, and the code stays valid. */
final class RefusedInvitationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Reasons. */
  enum Reason {
    /** The inviter is no longer allowed to invite, or to give what the invitation grants. */
    INVITER_GONE,
    /** The invitation was accepted, declined or withdrawn, or has ended. */
    ENDED,
    /** The account has so many roles that those of the invitation would not fit into its tokens. */
    TOO_MANY_ROLES,
    /** The account is a member of too many organisations. */
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
