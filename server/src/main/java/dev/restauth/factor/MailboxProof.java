package dev.restauth.factor;

import java.util.Optional;

/**
 * The proof that the owner of an account enrols its first factor, and not a thief with the
 * password. The proof is a code from the account's mailbox or from an operator. It is required
 * before the enrolment begins.
 */
public interface MailboxProof {
  /** Returns whether enrolling an account's next factor requires this proof. */
  boolean isNeeded(long accountId);

  /**
   * Checks a code. A wrong code counts as an attempt. A correct code remains valid until it expires
   * or the first factor is enrolled, so that the user can begin the enrolment again.
   *
   * @param generation the generation of the account
   * @param request the request id of a mailed code; empty for an operator's code, which contains
   *     the request id
   */
  boolean accepts(long accountId, long generation, Optional<String> request, String code);
}
