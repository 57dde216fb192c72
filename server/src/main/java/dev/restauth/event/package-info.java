/**
 * Security events: log-ins, failures, changes of accounts and keys, and operators' commands, as rows
 * of the database and lines of the log. Owns the types of events and their members, their numbers,
 * the calls that read them, and the bounds that keep strangers from filling database and log.
 * docs/events.md lists them.
 *
 * <p>Start reading at {@link dev.restauth.event.EventType}. Features record a
 * {@link dev.restauth.event.SecurityEvent} in the transaction of the change that it reports ({@link
 * dev.restauth.event.SecurityEvents}).
 */
@NullMarked
package dev.restauth.event;

import org.jspecify.annotations.NullMarked;
