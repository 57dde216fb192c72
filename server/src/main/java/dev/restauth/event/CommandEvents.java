package dev.restauth.event;

import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes an event for each operator command, except for commands that record their own events. */
public record CommandEvents(Consumer<SecurityEvent> events) implements Operations.Listener {
  /** The name prefix of operations whose facts contain an account id. */
  private static final String ABOUT_A_USER = "user.";

  /** Returns a listener for commands that run without an open database. */
  public static Operations.Listener ofIdsAlone(InstantSource clock) {
    return new CommandEvents(EventLog.ofIdsAlone(clock)::write);
  }

  @Override
  public void performed(Request request, Reply reply) {
    events.accept(
        SecurityEvent.of(EventType.COMMAND_PERFORMED)
            .with(EventMember.OPERATION, operation(request))
            .with(EventMember.OUTCOME, outcome(reply))
            .about(account(request, reply))
            .by(Actor.operator(request.operator())));
  }

  /**
   * Returns the name of the operation. The name of a dry run is marked, because a dry run changes
   * nothing.
   */
  private static String operation(Request request) {
    return request.find("dry_run").isPresent()
        ? request.operation() + ".dry_run"
        : request.operation();
  }

  private static String outcome(Reply reply) {
    return switch (reply) {
      case Reply.Done _ -> "done";
      case Reply.Failed _ -> "failed";
    };
  }

  private static Optional<Long> account(Request request, Reply reply) {
    return reply instanceof Reply.Done done
            && request.operation().startsWith(ABOUT_A_USER)
            && done.facts().values().get("id") instanceof Long id
        ? Optional.of(id)
        : Optional.empty();
  }
}
