package dev.restauth.registration;

/**
 * Ends the acceptance of an invitation whose inviter is no longer allowed to invite, or to give what the invitation
 * grants. The transaction is rolled back, and the code stays valid.
 */
final class InviterGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InviterGoneException() {
    super("the inviter may no longer invite", null, false, false);
  }
}
