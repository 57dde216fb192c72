package dev.restauth.event;

import java.util.Locale;

/** What an event may hold, in the order of a line. Never a secret, never what a client typed. */
public enum EventMember {
  /** The id of the account that it is about. */
  ACCOUNT,
  /** The name of that account, if {@code log-user-names} says so. */
  USERNAME,
  /** The {@link Network} that the request came from. */
  NETWORK,
  /** The id of a session, the claim {@code sid} of its tokens. */
  SESSION,
  /** The name of a service's key, or the id of a signing key or master key. */
  KEY,
  /** By what somebody logged in. */
  METHOD,
  /** Why. */
  REASON,
  /** From when on a key signs. */
  SIGNS_FROM,
  /** The name of an operator's command. */
  OPERATION,
  /** {@code done} or {@code failed}. */
  OUTCOME,
  /** The operator: {@code unix:} and the Unix user. */
  ACTOR,
  /** How many events of the kind one line stands for. */
  COUNT,
  /** When the minute began in which they happened. */
  SINCE;

  /** As it is called in a line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
