package dev.restauth.organization;

import java.time.Duration;

/** The result of an action on an organisation. */
sealed interface Outcome<T> {
  /** The action is committed, and this server already applies it. */
  record Done<T>(T value) implements Outcome<T> {}

  /** The organisation does not exist, or the caller is not a member of it. */
  record Unknown<T>() implements Outcome<T> {}

  /** The member, account or invitation does not exist. */
  record UnknownMember<T>() implements Outcome<T> {}

  /**
   * The caller's role is too low.
   * @param needed the lowest role that may perform the action
   */
  record Forbidden<T>(OrganizationRole needed) implements Outcome<T> {}

  /** The organisation would have no active owner. */
  record LastOwner<T>() implements Outcome<T> {}

  /** Another organisation has the slug. */
  record SlugTaken<T>() implements Outcome<T> {}

  /** The account is already a member of {@link Organizations#AT_MOST} organisations. */
  record LimitReached<T>() implements Outcome<T> {}

  /**
   * The organisation already has {@link OrganizationInvitations#PENDING_AT_MOST} pending
   * invitations.
   */
  record TooManyInvitations<T>() implements Outcome<T> {}

  /**
   * The action was repeated too often.
   *
   * @param what a sentence that names the action
   */
  record Throttled<T>(String what, Duration retryAfter) implements Outcome<T> {}

  /** The organisation is not in the expected state. Nothing was done. */
  record Stale<T>() implements Outcome<T> {}
}
