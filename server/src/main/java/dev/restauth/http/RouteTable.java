package dev.restauth.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of all routes. The path of a request is matched literally. Nothing is decoded,
 * collapsed or resolved, so that no other spelling reaches a route.
 *
 * <p>A path segment may be a placeholder. For example, {@code {id}} matches a non-negative decimal
 * integer, {@code {sid}} matches 22 characters of URL-safe base64, and {@code {role}} matches the
 * name of a role. Every resource that supports GET also supports HEAD. Every resource supports
 * OPTIONS.
 *
 * <p>One thread fills the table at the start. After the start, the table is only read.
 */
public final class RouteTable {

  /** Handles requests of callers that may use the route. */
  public interface Handler {
    /**
     * Answers a call. The handler may throw a {@link ProblemException} to answer with a problem
     * (RFC 9457).
     */
    Answer answer(Call call);
  }

  /** The routes of one feature. */
  public interface Routes {
    /** Declares all routes of the feature. */
    void declare(RouteTable table);
  }

  /** The handler of one method at one path. */
  record Route(Access access, Handler handler, RouteMeter meter) {
    boolean isPage() {
      return access instanceof Access.Page;
    }
  }

  /** The resource at one path, with its methods. */
  static final class Resource {
    private static final List<Method> ORDER =
        List.of(Method.GET, Method.HEAD, Method.POST, Method.PUT, Method.PATCH, Method.DELETE);

    private final String path;
    private final Map<Method, Route> routes = new HashMap<>();
    private Optional<Predicate<String>> origins = Optional.empty();

    Resource(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }

    /** The meter of OPTIONS, and of methods that the resource does not support. */
    private final RouteMeter otherMethods = new RouteMeter();

    /** Returns the meter of a method. */
    RouteMeter meter(Method method) {
      Route route = routes.get(served(method));
      return route == null ? otherMethods : route.meter();
    }

    /** Returns whether the answers to this method are pages. */
    boolean isPage(Method method) {
      Route route = routes.get(served(method));
      return route == null ? routes.values().stream().anyMatch(Route::isPage) : route.isPage();
    }

    /**
     * Returns the origins whose scripts may read the answers, in addition to the configured
     * origins.
     */
    Optional<Predicate<String>> origins() {
      return origins;
    }

    Optional<Route> route(Method method) {
      return Optional.ofNullable(routes.get(method));
    }

    /**
     * The value of the Allow field (RFC 9110 section 10.2.1), in an order that does not depend on
     * the order of declaration.
     */
    String allow() {
      return Stream.concat(
              ORDER.stream().filter(method -> routes.containsKey(served(method))),
              Stream.of(Method.OPTIONS))
          .map(Method::text)
          .collect(Collectors.joining(", "));
    }

    Map<Method, Access> access() {
      return routes.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, route -> route.getValue().access()));
    }

    private static Method served(Method method) {
      return method.equals(Method.HEAD) ? Method.GET : method;
    }
  }

  /**
   * A matching resource, with the path segments that its placeholders match, by placeholder name.
   */
  record Match(Resource resource, Map<String, String> parameters) {}

  private static final String OTHER = "other";

  private record Templated(PathTemplate template, Resource resource) {}

  private final Map<String, Match> literal = new HashMap<>();
  private final Map<String, Resource> withPlaceholders = new HashMap<>();

  /** The resources with placeholders, by the number of segments. */
  private final Map<Integer, List<Templated>> templates = new HashMap<>();

  private Optional<Handler> notFoundPage = Optional.empty();
  private Optional<PageRenderer> pages = Optional.empty();

  private final RouteMeter unknownPaths = new RouteMeter();

  /**
   * Adds a route.
   *
   * @param path the path, beginning with a slash
   * @param access the callers that may use the route
   * @throws IllegalArgumentException if the path has an unknown placeholder, or the path already
   *     has this method
   */
  public RouteTable route(Method method, String path, Access access, Handler handler) {
    if (resource(path).routes.putIfAbsent(method, new Route(access, handler, new RouteMeter()))
        != null) {
      throw new IllegalArgumentException("there is a route for " + method + " " + path);
    }
    return this;
  }

  /**
   * Adds a page for browsers, or a route that receives the form of a page. The answer gets the
   * header fields that protect pages. If the handler returns or throws a problem, the answer is an
   * HTML page with a fixed sentence. A form from a page of another site gets the answer 403.
   *
   * <p>HEAD requests and prefetches do not reach the handler of GET. The handler of GET must change
   * nothing important, because another site can make a browser open the page without the user's
   * intent.
   *
   * @param method GET or POST
   * @throws IllegalArgumentException if the method is neither GET nor POST, or for the reasons of
   *     {@link #route}
   */
  public RouteTable page(Method method, String path, Handler handler) {
    if (!method.equals(Method.GET) && !method.equals(Method.POST)) {
      throw new IllegalArgumentException("browsers do not send " + method + " for pages");
    }
    return route(method, path, Access.PAGE, handler);
  }

  /**
   * Adds a route that receives forms from pages of other sites, such as an authorization request
   * (OpenID Connect Core section 3.1.2.1). In all other respects, the route is like a {@link
   * #page}. The handler must change nothing, and must not need a cookie, because browsers send none
   * with a form from another site.
   *
   * @throws IllegalArgumentException if the path already has a route that receives forms
   */
  public RouteTable pageForForeignForms(String path, Handler handler) {
    return route(Method.POST, path, Access.PAGE_FOR_FOREIGN_FORMS, handler);
  }

  /**
   * Allows scripts of further origins, besides the configured ones, to read the answers of a path
   * (CORS). Browsers send no cookies with the requests of these scripts.
   *
   * @param path a path without placeholders
   * @param origins whether an exact origin, such as {@code https://app.example.com}, is allowed
   */
  public RouteTable readableFrom(String path, Predicate<String> origins) {
    resource(path).origins = Optional.of(origins);
    return this;
  }

  /**
   * Sets the renderer of pages. Without a renderer, problems are not replaced by error pages.
   *
   * @throws IllegalArgumentException if there is a renderer already
   */
  public RouteTable pages(PageRenderer renderer) {
    if (pages.isPresent()) {
      throw new IllegalArgumentException("there is a renderer already");
    }
    pages = Optional.of(renderer);
    return this;
  }

  PageRenderer pages() {
    return pages.orElse(PageRenderer.NONE);
  }

  /** Completes an answer: the answer of a page gets the header fields of pages. */
  Answer finish(Answer answer, Call call, Optional<Match> match) {
    return match.isPresent() && match.get().resource().isPage(call.method())
        ? PageFields.finish(answer, call, pages)
        : answer;
  }

  /**
   * Sets the page that browsers get for an unknown path, instead of the problem that programs get.
   *
   * @throws IllegalArgumentException if a page is set already
   */
  public RouteTable notFoundPage(Handler page) {
    if (notFoundPage.isPresent()) {
      throw new IllegalArgumentException("there is a not-found page already");
    }
    notFoundPage = Optional.of(page);
    return this;
  }

  /** Answers a request for an unknown path. */
  Answer notFound(Call call) {
    return notFoundPage
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
      return literal.computeIfAbsent(path, _ -> new Match(new Resource(path), Map.of())).resource();
    }
    return withPlaceholders.computeIfAbsent(
        path,
        _ -> {
          Templated added = new Templated(PathTemplate.of(path), new Resource(path));
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

  /** Receives the meters of all routes. */
  interface MeterReader {
    /**
     * Receives a meter.
     *
     * @param method the method, or {@code other}
     * @param route the path with its placeholders, or {@code unknown}
     */
    void read(String method, String route, RouteMeter meter);
  }

  /** Returns the meter of a request. */
  RouteMeter meter(Optional<Match> match, Method method) {
    return match.isPresent() ? match.get().resource().meter(method) : unknownPaths;
  }

  /**
   * Passes all meters to the reader: one for each route, one for the other methods of each path,
   * and one for unknown paths.
   */
  void forEachMeter(MeterReader reader) {
    literal.forEach((path, match) -> read(path, match.resource(), reader));
    withPlaceholders.forEach((path, resource) -> read(path, resource, reader));
    reader.read(OTHER, "unknown", unknownPaths);
  }

  private static void read(String path, Resource resource, MeterReader reader) {
    resource.routes.forEach((method, route) -> reader.read(method.text(), path, route.meter()));
    reader.read(OTHER, path, resource.otherMethods);
  }

  /** All paths, each with the value of its Allow field, for the OpenAPI document. */
  public Map<String, String> allowByPath() {
    Map<String, String> all = new HashMap<>();
    literal.forEach((path, match) -> all.put(path, match.resource().allow()));
    withPlaceholders.forEach((path, resource) -> all.put(path, resource.allow()));
    return all;
  }

  /** The access rules of all paths, by method. HEAD has the rule of GET. */
  public Map<String, Map<Method, Access>> accessByPath() {
    Map<String, Map<Method, Access>> all = new HashMap<>();
    literal.forEach((path, match) -> all.put(path, match.resource().access()));
    withPlaceholders.forEach((path, resource) -> all.put(path, resource.access()));
    return all;
  }
}
