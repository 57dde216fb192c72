package dev.restauth.event;

import dev.restauth.operator.Operator;
import java.util.Optional;

/** The person who caused a security event, if not the owner of the affected account. */
public sealed interface Actor {

  /**
   * An operator, through a command.
   *
   * @param user the Unix user; empty if the system does not report it
   */
  record OfCommand(Optional<Operator> user) implements Actor {}

  /**
   * An administrator, through an API call.
   *
   * @param accountId the administrator's account
   * @param session the administrator's session; empty if the call was authenticated with a password
   * @param network the network of the administrator's client
   */
  record Administrator(long accountId, Optional<String> session, Network network) implements Actor {
    /** Returns this administrator as a member of an organisation. */
    public Member asMember() {
      return new Member(accountId, network);
    }
  }

  /**
   * A member of an organisation, through an API call about the organisation.
   *
   * @param accountId the member's account
   * @param network the network of the member's client
   */
  record Member(long accountId, Network network) implements Actor {
    /** The value of the event's member {@code actor_kind}. */
    static final String KIND = "member";
  }

  /** Returns the operator who runs a command. */
  static Actor operator(Optional<Operator> user) {
    return new OfCommand(user);
  }

  /** Returns the account of the administrator or member; empty for an operator. */
  default Optional<Long> account() {
    return switch (this) {
      case OfCommand _ -> Optional.empty();
      case Administrator by -> Optional.of(by.accountId());
      case Member by -> Optional.of(by.accountId());
    };
  }

  /** Returns the network of the administrator's or member's client; empty for an operator. */
  default Optional<Network> from() {
    return switch (this) {
      case OfCommand _ -> Optional.empty();
      case Administrator by -> Optional.of(by.network());
      case Member by -> Optional.of(by.network());
    };
  }

  /** Returns the actor without the session. */
  default Actor withoutSession() {
    return this instanceof Administrator by
        ? new Administrator(by.accountId(), Optional.empty(), by.network())
        : this;
  }

  /** Returns the actor as text in a log line, such as {@code unix:root} or {@code account:1}. */
  default String text() {
    return this instanceof OfCommand(Optional<Operator> user)
        ? user.map(Operator::toString).orElse("operator")
        : account().map(id -> "account:" + id).orElseThrow();
  }
}
