package dev.restauth.event;

import dev.restauth.event.EventPage.GoneException;
import dev.restauth.event.EventPage.Query;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.store.Store;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The routes to read events: a user's own ones, and all of them. */
final class EventRoutes implements RouteTable.Routes {
  private static final String OWN = "/api/me/events";
  private static final String ALL = "/api/admin/events";

  private static final int LIMIT = 50;
  private static final int LIMIT_AT_MOST = 200;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern ACTOR = Pattern.compile("operator|server|account:[0-9]{1,18}");

  /** A time by RFC 3339, with the year 2000 to 9999. */
  private static final Pattern TIME = Pattern.compile("[2-9][0-9]{3}-[0-9:.TZtz+-]{1,40}");

  private final Store store;
  private final Access all;

  /**
   * Reads the events of {@code store}.
   *
   * @param all the access to all events
   */
  EventRoutes(Store store, Access all) {
    this.store = store;
    this.all = all;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, OWN, Access.USER, this::own).route(Method.GET, ALL, all, this::all);
  }

  private Answer own(Call call) {
    int limit = limit(call);
    long before = number(call, "cursor").orElse(Long.MAX_VALUE);
    long account = call.user().accountId();
    EventPage page = store.reading(tx -> EventPage.newest(tx, account, before, limit));
    Answer answer =
        Answer.json(
            200,
            json -> {
              json.array(
                  "events",
                  array ->
                      page.events()
                          .forEach(
                              event -> array.object(each -> EventJson.writeToOwner(each, event))));
              if (page.next().isPresent()) {
                json.text("next", Long.toString(page.next().get()));
              } else {
                json.nullValue("next");
              }
            });
    return page.next()
        .map(next -> linked(answer, call, OWN, limited(limit), "cursor", next))
        .orElse(answer);
  }

  private Answer all(Call call) {
    Query query = query(call);
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
                  + "; what lies between is lost to you."));
    }
    Answer answer =
        (call.prefersNdjson() ? lines(page) : json(page))
            .with(FieldNames.LAST_EVENT_NUMBER, Long.toString(page.last()));
    return page.next()
        .map(next -> linked(answer, call, ALL, parameters(call, query), "after", next))
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
          if (page.next().isPresent()) {
            json.number("next", page.next().get());
          } else {
            json.nullValue("next");
          }
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

  private static Query query(Call call) {
    Optional<String> type = one(call, "type");
    if (type.isPresent() && EventType.named(type.get()).isEmpty()) {
      throw invalid("type", "the type of an event, such as user.logged_in");
    }
    Optional<String> actor = one(call, "actor");
    if (actor.isPresent() && !ACTOR.matcher(actor.get()).matches()) {
      throw invalid("actor", "account: and an id, or operator, or server");
    }
    return new Query(
        number(call, "after").orElse(0L),
        type,
        number(call, "account"),
        actor,
        time(call, "from"),
        time(call, "to"),
        limit(call));
  }

  /** The parameters of the next page, apart from where it begins. */
  private static Map<String, String> parameters(Call call, Query query) {
    Map<String, String> parameters = limited(query.limit());
    for (String name : List.of("type", "account", "actor", "from", "to")) {
      one(call, name).ifPresent(value -> parameters.put(name, value));
    }
    return parameters;
  }

  private static Map<String, String> limited(int limit) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("limit", Integer.toString(limit));
    return parameters;
  }

  /** Adds the link to the next page (RFC 8288). */
  private static Answer linked(
      Answer answer,
      Call call,
      String path,
      Map<String, String> parameters,
      String name,
      long next) {
    parameters.put(name, Long.toString(next));
    String query =
        parameters.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return answer.with(
        FieldNames.LINK, "<" + call.locationOf(path) + "?" + query + ">; rel=\"next\"");
  }

  private static int limit(Call call) {
    long limit = number(call, "limit").orElse((long) LIMIT);
    if (limit < 1 || limit > LIMIT_AT_MOST) {
      throw invalid("limit", "a number from 1 to " + LIMIT_AT_MOST);
    }
    return (int) limit;
  }

  private static Optional<Long> number(Call call, String name) {
    Optional<String> text = one(call, name);
    if (text.isPresent() && !NUMBER.matcher(text.get()).matches()) {
      throw invalid(name, "a whole number");
    }
    return text.map(Long::parseLong);
  }

  private static Optional<Instant> time(Call call, String name) {
    Optional<String> text = one(call, name);
    try {
      if (text.isEmpty() || TIME.matcher(text.get()).matches()) {
        return text.map(Instant::parse);
      }
    } catch (DateTimeException e) {
      // refused below
    }
    throw invalid(name, "a time such as 2026-11-27T08:15:00Z");
  }

  private static Optional<String> one(Call call, String name) {
    List<String> values = call.query(name);
    if (values.size() > 1) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "The parameter \"" + name + "\" may be given only once."));
    }
    return values.stream().findFirst();
  }

  private static ProblemException invalid(String name, String expected) {
    return new ProblemException(
        ProblemType.INVALID_PARAMETER.because(
            "The parameter \"" + name + "\" must be " + expected + "."));
  }
}
