package dev.restauth.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All routes. Only the literal path matches, as it stands in the request: nothing is decoded,
 * collapsed or resolved, so that no other spelling reaches a route. A segment of a path may be a
 * placeholder: {@code {id}} matches a non-negative decimal integer, {@code {sid}} 22 characters of
 * URL-safe base64. HEAD goes wherever GET does, OPTIONS everywhere.
 *
 * <p>Filled by one thread at start, then only read.
 */
public final class RouteTable {

  /** Answers a request of somebody who may use the route. */
  public interface Handler {
    /** Answers; a {@link ProblemException} is an answer too. */
    Answer answer(Call call);
  }

  /** A set of routes that belong together. */
  public interface Routes {
    /** Declares them all. */
    void declare(RouteTable table);
  }

  /** What is done with one method at one path. */
  record Route(Access access, Handler handler) {}

  /** What stands at one path. */
  static final class Resource {
    private static final List<Method> ORDER =
        List.of(Method.GET, Method.HEAD, Method.POST, Method.PUT, Method.PATCH, Method.DELETE);

    private final Map<Method, Route> routes = new HashMap<>();

    Optional<Route> route(Method method) {
      return Optional.ofNullable(routes.get(method));
    }

    /** For the Allow field (RFC 9110 section 10.2.1), whichever feature declared which first. */
    String allow() {
      return Stream.concat(
              ORDER.stream().filter(method -> routes.containsKey(served(method))),
              Stream.of(Method.OPTIONS))
          .map(Method::text)
          .collect(Collectors.joining(", "));
    }

    private static Method served(Method method) {
      return method.equals(Method.HEAD) ? Method.GET : method;
    }
  }

  /** A resource, and what stands in its path in the place of each placeholder. */
  record Match(Resource resource, Map<String, String> parameters) {}

  private record Templated(PathTemplate template, Resource resource) {}

  private final Map<String, Match> literal = new HashMap<>();
  private final Map<String, Resource> withPlaceholders = new HashMap<>();

  /** The same, by the number of their segments. */
  private final Map<Integer, List<Templated>> templates = new HashMap<>();

  private Optional<Handler> pageForNothing = Optional.empty();

  /**
   * A route.
   *
   * @param path begins with a slash
   * @param access who may use it
   * @throws IllegalArgumentException if the path has an unknown placeholder, or the method is there
   */
  public RouteTable route(Method method, String path, Access access, Handler handler) {
    if (resource(path).routes.putIfAbsent(method, new Route(access, handler)) != null) {
      throw new IllegalArgumentException("there is a route for " + method + " " + path);
    }
    return this;
  }

  /**
   * What a browser gets at a path where nothing is, in place of the problem that programs get.
   *
   * @throws IllegalArgumentException if there is one already
   */
  public RouteTable pageForNothing(Handler page) {
    if (pageForNothing.isPresent()) {
      throw new IllegalArgumentException("there is a page for nothing already");
    }
    pageForNothing = Optional.of(page);
    return this;
  }

  /** Answers a request for a path where nothing is. */
  Answer nothing(Call call) {
    return pageForNothing
        .filter(_ -> call.wantsHtml())
        .map(page -> page.answer(call))
        .orElseGet(
            () ->
                Answer.problem(
                    ProblemType.NOT_FOUND.because(
                        "Nothing is at this path. GET /openapi.json lists what is.")));
  }

  private Resource resource(String path) {
    if (path.indexOf('{') < 0) {
      return literal.computeIfAbsent(path, _ -> new Match(new Resource(), Map.of())).resource();
    }
    return withPlaceholders.computeIfAbsent(
        path,
        _ -> {
          Templated added = new Templated(PathTemplate.of(path), new Resource());
          templates.computeIfAbsent(added.template.size(), _ -> new ArrayList<>()).add(added);
          return added.resource;
        });
  }

  Optional<Match> match(String rawPath) {
    Match match = literal.get(rawPath);
    if (match != null) {
      return Optional.of(match);
    }
    for (Templated each : templates.getOrDefault(PathTemplate.segments(rawPath), List.of())) {
      Optional<Map<String, String>> parameters = each.template.match(rawPath);
      if (parameters.isPresent()) {
        return parameters.map(found -> new Match(each.resource, found));
      }
    }
    return Optional.empty();
  }

  /** Every path with its Allow, for the document that describes them. */
  public Map<String, String> allowByPath() {
    Map<String, String> all = new HashMap<>();
    literal.forEach((path, match) -> all.put(path, match.resource().allow()));
    withPlaceholders.forEach((path, resource) -> all.put(path, resource.allow()));
    return all;
  }
}
