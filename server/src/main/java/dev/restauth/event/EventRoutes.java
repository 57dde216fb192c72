package dev.restauth.event;

import dev.restauth.event.EventPage.GoneException;
import dev.restauth.event.EventPage.Query;
import dev.restauth.feature.PagedList;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.QueryParameters;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.store.Store;
import dev.restauth.vault.Cursors;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The routes that read events: the user's own events, or all events. */
final class EventRoutes implements RouteTable.Routes {
  private static final String OWN = "/api/me/events";
  private static final String ALL = "/api/admin/events";

  private static final List<String> FILTERS = List.of("type", "account", "actor", "from", "to");
  private static final Pattern ACTOR = Pattern.compile("operator|server|account:[0-9]{1,18}");

  private final Store store;
  private final Cursors cursors;
  private final Access all;

  /**
   * Creates the routes that read the events of {@code store}.
   *
   * @param cursors encrypts the numbers of events for account owners. From two plain numbers, an
   *     owner could tell how many events occurred in between
   * @param all the access to all events
   */
  EventRoutes(Store store, Cursors cursors, Access all) {
    this.store = store;
    this.cursors = cursors;
    this.all = all;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, OWN, Access.USER, this::own).route(Method.GET, ALL, all, this::all);
  }

  private Answer own(Call call) {
    PagedList list = new PagedList(call, cursors, OWN);
    long before = list.after().map(Long::parseLong).orElse(Long.MAX_VALUE);
    long account = call.user().accountId();
    EventPage page = store.reading(tx -> EventPage.newest(tx, account, before, list.limit()));
    return list.answer(
        json ->
            json.array(
                "events",
                array ->
                    page.events()
                        .forEach(
                            event -> array.object(each -> EventJson.writeToOwner(each, event)))),
        page.next().map(number -> Long.toString(number)));
  }

  private Answer all(Call call) {
    QueryParameters parameters = new QueryParameters(call);
    Query query = query(parameters);
    EventPage page;
    try {
      page = store.reading(tx -> EventPage.read(tx, query));
    } catch (GoneException e) {
      return Answer.problem(
          ProblemType.GONE.because(
              "The events up to number "
                  + e.removed()
                  + " are older than event-retention and were removed. Continue with after="
                  + e.removed()
                  + "; the events in between are lost."));
    }
    Answer answer =
        (call.prefersNdjson() ? lines(page) : json(page))
            .with(FieldNames.LAST_EVENT_NUMBER, Long.toString(page.last()));
    return page.next()
        .map(next -> parameters.next(ALL, query.limit(), FILTERS, "after", Long.toString(next)))
        .map(link -> answer.with(FieldNames.LINK, link))
        .orElse(answer);
  }

  private static Answer json(EventPage page) {
    return Answer.json(
        200,
        json -> {
          json.array(
              "events",
              array ->
                  page.events()
                      .forEach(event -> array.object(each -> EventJson.writeAll(each, event))));
          json.number("next", page.next());
        });
  }

  private static Answer lines(EventPage page) {
    return Answer.text(
            200,
            "application/x-ndjson",
            page.events().stream()
                .map(event -> JsonWriter.text(json -> EventJson.writeAll(json, event)) + "\n")
                .collect(Collectors.joining()))
        .with(FieldNames.CACHE_CONTROL, "no-store");
  }

  private static Query query(QueryParameters parameters) {
    Optional<String> type = parameters.one("type");
    if (type.isPresent() && EventType.named(type.get()).isEmpty()) {
      throw QueryParameters.invalid("type", "the type of an event, such as user.logged_in");
    }
    Optional<String> actor = parameters.one("actor");
    if (actor.isPresent() && !ACTOR.matcher(actor.get()).matches()) {
      throw QueryParameters.invalid("actor", "account: and an id, or operator, or server");
    }
    return new Query(
        parameters.number("after").orElse(0L),
        type,
        parameters.number("account"),
        actor,
        parameters.time("from"),
        parameters.time("to"),
        parameters.limit());
  }
}
