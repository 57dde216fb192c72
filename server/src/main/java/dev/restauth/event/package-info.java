/**
 * Security events: log-ins, failures, changes of accounts and keys, operators' acts, as lines of the
 * log. Owns which events there are and what they may hold, and what keeps strangers from filling the
 * log with them. docs/events.md lists them.
 *
 * <p>Start reading at {@link dev.restauth.event.EventType}. Features write a {@link
 * dev.restauth.event.SecurityEvent} after the commit of what it tells, and before the answer.
 */
@NullMarked
package dev.restauth.event;

import org.jspecify.annotations.NullMarked;
