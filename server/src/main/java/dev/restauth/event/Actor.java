package dev.restauth.event;

import dev.restauth.operator.Operator;
import java.util.Optional;

/** The cause of a security event, if it is not the owner of the account concerned. */
public sealed interface Actor {

  /**
   * An operator, by a command.
   *
   * @param user the Unix user; empty if the system does not report it
   */
  record OfCommand(Optional<Operator> user) implements Actor {}

  /**
   * An administrator, by a call of the API.
   *
   * @param accountId the administrator's account
   * @param session the administrator's session; empty if the call had a password
   * @param network the network of the administrator's client
   */
  record Administrator(long accountId, Optional<String> session, Network network) implements Actor {
    /** Returns the same user, who acts as a member of an organisation. */
    public Member asMember() {
      return new Member(accountId, network);
    }
  }

  /**
   * A member of an organisation, by a call of the API about it.
   *
   * @param accountId the member's account
   * @param network the network of the member's client
   */
  record Member(long accountId, Network network) implements Actor {
    /** The kind, in an event. */
    static final String KIND = "member";
  }

  /** Returns the operator of a command. */
  static Actor operator(Optional<Operator> user) {
    return new OfCommand(user);
  }

  /** Returns the account of an administrator or member; empty for an operator. */
  default Optional<Long> account() {
    return switch (this) {
      case OfCommand _ -> Optional.empty();
      case Administrator by -> Optional.of(by.accountId());
      case Member by -> Optional.of(by.accountId());
    };
  }

  /** Returns the network of the client of an administrator or member; empty for an operator. */
  default Optional<Network> from() {
    return switch (this) {
      case OfCommand _ -> Optional.empty();
      case Administrator by -> Optional.of(by.network());
      case Member by -> Optional.of(by.network());
    };
  }

  /** Returns the text in a line of the log, such as {@code unix:root} or {@code account:1}. */
  default String text() {
    return this instanceof OfCommand(Optional<Operator> user)
        ? user.map(Operator::toString).orElse("operator")
        : account().map(id -> "account:" + id).orElseThrow();
  }
}
