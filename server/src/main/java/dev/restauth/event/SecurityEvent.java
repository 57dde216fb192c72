package dev.restauth.event;

import dev.restauth.assurance.AuthenticationMethods;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A security event. Each method that adds something returns a new event, and leaves this one
 * unchanged. An event contains ids, but never the user name that a client sent, because the name
 * may be a password typed into the wrong field.
 *
 * @param account the affected account
 * @param network the network of the client
 * @param session the affected session
 * @param actor the operator, administrator or member who caused the event; empty if the account's
 *     owner or an unauthenticated client caused it
 * @param details further members, as the type allows; callers must not change the map
 */
public record SecurityEvent(
    EventType type,
    Optional<Long> account,
    Optional<Network> network,
    Optional<String> session,
    Optional<Actor> actor,
    Map<EventMember, String> details) {

  /**
   * Copies the details.
   *
   * @throws IllegalArgumentException if the event has a member that its type does not allow. Events
   *     of every type may have the members {@code count}, {@code since} and {@code actor_kind}, and
   *     events with an actor may have a network
   */
  public SecurityEvent {
    details = details.isEmpty() ? Map.of() : new EnumMap<>(details);
    require(type, account, EventMember.ACCOUNT);
    if (actor.isEmpty()) {
      require(type, network, EventMember.NETWORK);
    }
    require(type, session, EventMember.SESSION);
    require(type, actor, EventMember.ACTOR);
    details.forEach((member, value) -> require(type, Optional.of(value), member));
  }

  private static void require(EventType type, Optional<?> value, EventMember member) {
    boolean ofAny =
        switch (member) {
          case COUNT, SINCE, ACTOR_KIND -> true;
          default -> false;
        };
    if (value.isPresent() && !ofAny && !type.members().contains(member)) {
      throw new IllegalArgumentException(type.text() + " has no member " + member.text());
    }
  }

  /** Creates an event without members. */
  public static SecurityEvent of(EventType type) {
    return new SecurityEvent(
        type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** Adds the account. */
  public SecurityEvent about(long accountId) {
    return about(Optional.of(accountId));
  }

  /** Replaces the account; if the argument is empty, the new event has no account. */
  public SecurityEvent about(Optional<Long> accountId) {
    return new SecurityEvent(type, accountId, network, session, actor, details);
  }

  /** Replaces the network; if the argument is empty, the new event has no network. */
  public SecurityEvent from(Optional<Network> network) {
    return new SecurityEvent(type, account, network, session, actor, details);
  }

  /** Adds the session. */
  public SecurityEvent session(String id) {
    return new SecurityEvent(type, account, network, Optional.of(id), actor, details);
  }

  /**
   * Adds the actor. For an administrator or member, also replaces the network with that of the
   * actor's client. For a member, also adds the kind of the actor.
   */
  public SecurityEvent by(Actor by) {
    SecurityEvent event =
        new SecurityEvent(
            type, account, by.from().or(() -> network), session, Optional.of(by), details);
    return by instanceof Actor.Member
        ? event.with(EventMember.ACTOR_KIND, Actor.Member.KIND)
        : event;
  }

  /** Adds the name or id of the affected key. */
  public SecurityEvent key(String name) {
    return with(EventMember.KEY, name);
  }

  /** Adds the name of the affected role. */
  public SecurityEvent role(String name) {
    return with(EventMember.ROLE, name);
  }

  /** Adds the id of the invitation. */
  public SecurityEvent invitation(String id) {
    return with(EventMember.INVITATION, id);
  }

  /** Adds the id of the OAuth client. */
  public SecurityEvent client(String id) {
    return with(EventMember.CLIENT, id);
  }

  /** Adds the id of the organisation. */
  public SecurityEvent organization(String id) {
    return with(EventMember.ORGANIZATION, id);
  }

  /**
   * Adds the reason: one that docs/events.md lists or, for an impersonation, the administrator's
   * text.
   */
  public SecurityEvent because(String reason) {
    return with(EventMember.REASON, reason);
  }

  /** Adds the method of the log-in. */
  public SecurityEvent method(String method) {
    return with(EventMember.METHOD, method);
  }

  /** Adds the time from which the key is used for signing. */
  public SecurityEvent signingFrom(Instant when) {
    return with(EventMember.SIGNS_FROM, when.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** Adds the strength and the methods of the authentication. */
  public SecurityEvent authenticated(AuthenticationMethods methods) {
    return with(EventMember.ACR, methods.acr().text())
        .with(EventMember.AMR, String.join(" ", methods.amr()));
  }

  /** Adds a member. */
  SecurityEvent with(EventMember member, String value) {
    Map<EventMember, String> more = new EnumMap<>(EventMember.class);
    more.putAll(details);
    more.put(member, value);
    return new SecurityEvent(type, account, network, session, actor, more);
  }
}
