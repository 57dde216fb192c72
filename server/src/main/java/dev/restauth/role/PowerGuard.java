package dev.restauth.role;

import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;

/**
 * Answers calls of administrators who have too little power, and records these calls. Thread-safe.
 */
public record PowerGuard(SecurityEvents events) {

  /** Returns a handler that answers an {@link EscalationException} with 403. */
  public RouteTable.Handler guarded(RouteTable.Handler handler) {
    return call -> {
      try {
        return handler.answer(call);
      } catch (EscalationException e) {
        events.write(
            SecurityEvent.of(EventType.ESCALATION_REFUSED)
                .about(e.target())
                .by(actor(call))
                .because(e.scope()));
        return Answer.problem(
            ProblemType.ESCALATION.because(
                "This needs more power than yours: you do not hold the scope " + e.scope() + "."));
      }
    };
  }

  /** Returns the administrator who is calling. */
  public static Actor.Administrator actor(Call call) {
    Caller.User user = call.user();
    return new Actor.Administrator(
        user.accountId(),
        user.session().map(Caller.Session::id),
        Network.of(call.client().address()));
  }
}
