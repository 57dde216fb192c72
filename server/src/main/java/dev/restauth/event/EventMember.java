package dev.restauth.event;

import java.util.Locale;

/**
 * The members of an event, in the order of a line. They never contain a secret, or text that a
 * client sent, except for the id that it gave to its request.
 */
public enum EventMember {
  /** The id of the account concerned. */
  ACCOUNT,
  /** The name of that account, if the setting {@code log-user-names} is on. */
  USERNAME,
  /** The {@link Network} of the client. */
  NETWORK,
  /** The id of a session: the claim {@code sid} of its tokens. */
  SESSION,
  /** The name of a service key, or the id of a personal key, signing key or master key. */
  KEY,
  /** The name of a role. */
  ROLE,
  /** The id of an invitation. */
  INVITATION,
  /** The id of an organisation. */
  ORGANIZATION,
  /** The id of a client of OAuth. */
  CLIENT,
  /** The method of a log-in. */
  METHOD,
  /** The strength of the authentication: the claim {@code acr} of the session's tokens. */
  ACR,
  /** The methods of the authentication: the claim {@code amr}, separated by spaces. */
  AMR,
  /** The reason. */
  REASON,
  /** The time from which a key signs. */
  SIGNS_FROM,
  /** The name of an operator's command. */
  OPERATION,
  /** {@code done} or {@code failed}. */
  OUTCOME,
  /** The operator: {@code unix:} and the Unix user; or another user: {@code account:} and an id. */
  ACTOR,
  /** {@code member} if the actor acted as a member of an organisation. */
  ACTOR_KIND,
  /** The number of events that the line stands for. */
  COUNT,
  /** The beginning of the minute in which they happened. */
  SINCE,
  /** The id of the request. */
  REQUEST;

  /** Returns the member's name in a line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
