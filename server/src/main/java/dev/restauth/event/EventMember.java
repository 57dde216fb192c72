package dev.restauth.event;

import java.util.Locale;

/**
 * The members of an event, in their order in a log line. They never contain a secret. From clients,
 * they contain only two texts: the request id, and the reason for an impersonation.
 */
public enum EventMember {
  /** The id of the affected account. */
  ACCOUNT,
  /** The user name of the affected account, if the setting {@code log-user-names} is on. */
  USERNAME,
  /** The {@link Network} of the client that caused the event. */
  NETWORK,
  /** The id of a session, which is the claim {@code sid} of its tokens. */
  SESSION,
  /** The name of a service key, or the id of a personal key, signing key or master key. */
  KEY,
  /** The name of a role. */
  ROLE,
  /** The id of an invitation. */
  INVITATION,
  /** The id of an organisation. */
  ORGANIZATION,
  /** The id of an OAuth client. */
  CLIENT,
  /** The method of a log-in. */
  METHOD,
  /**
   * The strength of the authentication, which is the claim {@code acr} of the session's tokens.
   */
  ACR,
  /** The methods of the authentication, as in the claim {@code amr}, separated by spaces. */
  AMR,
  /**
   * The reason. docs/events.md lists the values, except for impersonations: their reason is the
   * administrator's text.
   */
  REASON,
  /** The time from which a key is used for signing. */
  SIGNS_FROM,
  /** The name of an operator's command. */
  OPERATION,
  /** {@code done} or {@code failed}. */
  OUTCOME,
  /**
   * The actor: for an operator, {@code unix:} and the Unix user; for any other actor, {@code
   * account:} and the id of their account.
   */
  ACTOR,
  /** {@code member} if the actor acted as a member of an organisation. */
  ACTOR_KIND,
  /** The number of events that the line represents. */
  COUNT,
  /** The beginning of the minute in which the summed events occurred. */
  SINCE,
  /** The id of the request. */
  REQUEST;

  /** Returns the name of the member in a log line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
