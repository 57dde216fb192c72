/**
 * Security events: log-ins, failures, changes to accounts and keys, and operator commands. Each
 * event is a row in the database and a line in the log. This package owns the event types with
 * their members, the event numbers and the API calls that read events. It also owns the limits that
 * keep strangers from filling the database and the log. docs/events.md lists all types.
 *
 * <p>Start reading at {@link dev.restauth.event.EventType}. Features record a {@link
 * dev.restauth.event.SecurityEvent} in the transaction of the change that the event reports ({@link
 * dev.restauth.event.SecurityEvents}).
 */
@NullMarked
package dev.restauth.event;

import org.jspecify.annotations.NullMarked;
