package dev.restauth.feed;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.servicekey.Scope;
import dev.restauth.store.ChangeStore.Position;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code GET /api/revocations}: the feed of revocations. */
final class FeedRoutes implements RouteTable.Routes {
  private static final String PATH = "/api/revocations";
  private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

  /**
   * The form of the ids that {@link FeedEncoder} writes. The limit of digits keeps the number
   * within a long.
   */
  private static final Pattern ID = Pattern.compile("([0-9A-Za-z._]{1,80})-([0-9]{1,18})");

  private final Feed feed;

  FeedRoutes(Feed feed) {
    this.feed = feed;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, PATH, Access.service(Scope.REVOCATIONS_READ.text()), this::subscribe);
  }

  private Answer subscribe(Call call) {
    Blocking.begin();
    return Answer.streamed(
            EVENT_STREAM,
            call.isHead()
                ? reader -> {}
                : feed.subscribe(
                    call.lastEventId().flatMap(FeedRoutes::position),
                    call.query("rights").equals(List.of("true")),
                    call.stillAuthorized()))
        .with(
            FieldNames.X_ACCEL_BUFFERING,
            "no"); // nginx and similar proxies then do not buffer the response
  }

  /** Parses an event id; empty if the id does not have the form of this feed's ids. */
  private static Optional<Position> position(String id) {
    Matcher parts = ID.matcher(id);
    return parts.matches()
        ? Optional.of(new Position(parts.group(1), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }
}
