/**
 * Security events: log-ins, failures, changes of accounts and keys, and operators' commands, as
 * lines of the log. Owns the types of events and their members, and the bounds that keep strangers
 * from filling the log. docs/events.md lists them.
 *
 * <p>Start reading at {@link dev.restauth.event.EventType}. Features write a
 * {@link dev.restauth.event.SecurityEvent} after the commit of the change that it reports, and
 * before the answer.
 */
@NullMarked
package dev.restauth.event;

import org.jspecify.annotations.NullMarked;
