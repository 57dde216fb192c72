package dev.restauth.factor;

import java.util.Optional;

/**
 * The proof, by the mailbox of an account, that its owner enrols its first factor, and not a thief of the password. It is
 * asked for before the enrolment begins.
 */
public interface MailboxProof {
  /** Returns whether the next factor of an account needs it. */
  boolean isNeeded(long accountId);

  /**
   * Checks a code. A wrong one counts as an attempt. A correct one stays valid, so that the user can begin again; the first
   * factor ends it.
   *
   * @param generation the generation of the account
   * @param request the id of the request of a mailed code; empty for the code of an operator, which contains it
   */
  boolean accepts(long accountId, long generation, Optional<String> request, String code);
}
