package dev.restauth.event;

import dev.restauth.control.Operator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened. Immutable. It holds ids, never a name that a client typed: that may be a
 * password in the wrong field.
 *
 * @param account whom it is about
 * @param network where the request came from
 * @param session the session that it is about
 * @param actor the operator who did it; otherwise the account's owner did, or somebody who is not known
 * @param details what else its type may hold
 */
public record SecurityEvent(
    EventType type,
    Optional<Long> account,
    Optional<Network> network,
    Optional<String> session,
    Optional<Operator> actor,
    Map<EventMember, String> details) {

  /** Throws IllegalArgumentException if its type does not have what it holds. */
  public SecurityEvent {
    details = details.isEmpty() ? Map.of() : new EnumMap<>(details);
    require(type, account, EventMember.ACCOUNT);
    require(type, network, EventMember.NETWORK);
    require(type, session, EventMember.SESSION);
    require(type, actor, EventMember.ACTOR);
    details.forEach((member, value) -> require(type, Optional.of(value), member));
  }

  private static void require(EventType type, Optional<?> value, EventMember member) {
    if (value.isPresent() && !type.members().contains(member)) {
      throw new IllegalArgumentException(type.text() + " has no member " + member.text());
    }
  }

  /** One of which nothing else is known. */
  public static SecurityEvent of(EventType type) {
    return new SecurityEvent(
        type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** About that account. */
  public SecurityEvent about(long accountId) {
    return about(Optional.of(accountId));
  }

  /** About that account, if it is known. */
  public SecurityEvent about(Optional<Long> accountId) {
    return new SecurityEvent(type, accountId, network, session, actor, details);
  }

  /** From there, if it is known. */
  public SecurityEvent from(Optional<Network> where) {
    return new SecurityEvent(type, account, where, session, actor, details);
  }

  /** Of that session. */
  public SecurityEvent session(String id) {
    return new SecurityEvent(type, account, network, Optional.of(id), actor, details);
  }

  /** Done by an operator, if they are known. */
  public SecurityEvent by(Optional<Operator> operator) {
    return new SecurityEvent(type, account, network, session, operator, details);
  }

  /** The name or id of the key that it is about. */
  public SecurityEvent key(String name) {
    return with(EventMember.KEY, name);
  }

  /** Why it happened, one of the words in docs/events.md. */
  public SecurityEvent because(String reason) {
    return with(EventMember.REASON, reason);
  }

  /** By what somebody logged in. */
  public SecurityEvent method(String method) {
    return with(EventMember.METHOD, method);
  }

  /** From when on the key signs. */
  public SecurityEvent signingFrom(Instant when) {
    return with(EventMember.SIGNS_FROM, when.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** With a detail more. */
  SecurityEvent with(EventMember member, String value) {
    Map<EventMember, String> more = new EnumMap<>(EventMember.class);
    more.putAll(details);
    more.put(member, value);
    return new SecurityEvent(type, account, network, session, actor, more);
  }
}
