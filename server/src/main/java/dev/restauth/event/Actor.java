package dev.restauth.event;

import dev.restauth.operator.Operator;
import java.util.Optional;

/** The cause of a security event, if it is not the owner of the account concerned. */
public sealed interface Actor {

  /**
   * An operator, by a command.
   *
   * @param user the Unix user; empty if the system does not tell it
   */
  record OfCommand(Optional<Operator> user) implements Actor {}

  /**
   * An administrator, by a call of the API.
   *
   * @param accountId the administrator's account
   * @param session the administrator's session; empty if the call had a password
   * @param network the network of the administrator's client
   */
  record Administrator(long accountId, Optional<String> session, Network network)
      implements Actor {}

  /** Returns the operator of a command. */
  static Actor operator(Optional<Operator> user) {
    return new OfCommand(user);
  }

  /** Returns the text in a line of the log, such as {@code unix:root} or {@code account:1}. */
  default String text() {
    return switch (this) {
      case OfCommand(Optional<Operator> user) -> user.map(Operator::toString).orElse("operator");
      case Administrator administrator -> "account:" + administrator.accountId();
    };
  }
}
