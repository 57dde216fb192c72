package dev.restauth.http;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All routes. Only the literal path matches, as it stands in the request: nothing is decoded,
 * collapsed or resolved, so that no other spelling reaches a route. A path may end in {@code {id}},
 * which matches a non-negative decimal integer, or in {@code {sid}}, which matches 22 characters of
 * URL-safe base64. HEAD goes wherever GET does, OPTIONS everywhere.
 *
 * <p>Filled by one thread at start, then only read.
 */
public final class RouteTable {
  /** What a path may end in. */
  private enum Placeholder {
    ID("{id}") {
      @Override
      boolean matches(String segment) {
        return !segment.isEmpty() && segment.chars().allMatch(c -> c >= '0' && c <= '9');
      }
    },
    SID("{sid}") {
      @Override
      boolean matches(String segment) {
        return segment.length() == 22
            && segment
                .chars()
                .allMatch(
                    c ->
                        (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '_');
      }
    };

    private final String text;

    Placeholder(String text) {
      this.text = text;
    }

    abstract boolean matches(String segment);
  }

  /** Answers a request. */
  public interface Handler {
    /** Answers; a {@link ProblemException} is an answer too. */
    Answer answer(Call call);
  }

  /** Answers a request of somebody known. */
  public interface AuthenticatedHandler {
    /** Answers; a {@link ProblemException} is an answer too. */
    Answer answer(Call call, Principal principal);
  }

  /** Answers a request of a service. */
  public interface ServiceHandler {
    /** Answers; a {@link ProblemException} is an answer too. */
    Answer answer(Call call, ServicePrincipal service);
  }

  /** Answers a request of a service by what may go on for hours. */
  public interface StreamHandler {
    /**
     * Answers; a {@link ProblemException} is an answer too.
     *
     * @param mayStill whether the key of the service still counts and has the scope; to be asked again
     *     after a change of any key
     */
    Answer answer(Call call, BooleanSupplier mayStill);
  }

  /** A set of routes that belong together. */
  public interface Routes {
    /** Declares them all. */
    void declare(RouteTable table);
  }

  /** A route that takes a service's key with a scope. */
  record ServiceRoute(String scope, Judged handler) {
    /** Answers a service that has the scope. */
    interface Judged {
      Answer answer(Call call, ServicePrincipal service, BooleanSupplier mayStill);
    }
  }

  /** What stands at one path. */
  static final class Resource {
    private final SequencedMap<Method, AuthenticatedHandler> authenticated = new LinkedHashMap<>();
    private final SequencedMap<Method, Handler> open = new LinkedHashMap<>();
    private final SequencedMap<Method, ServiceRoute> service = new LinkedHashMap<>();

    Optional<Handler> open(Method method) {
      return Optional.ofNullable(open.get(method));
    }

    Optional<AuthenticatedHandler> authenticated(Method method) {
      return Optional.ofNullable(authenticated.get(method));
    }

    Optional<ServiceRoute> service(Method method) {
      return Optional.ofNullable(service.get(method));
    }

    /** For the Allow field (RFC 9110 section 10.2.1). */
    String allow() {
      return Stream.of(
              Stream.of(open, authenticated, service)
                  .flatMap(methods -> methods.keySet().stream())
                  .flatMap(
                      method ->
                          method.equals(Method.GET)
                              ? Stream.of(Method.GET, Method.HEAD)
                              : Stream.of(method)),
              Stream.of(Method.OPTIONS))
          .flatMap(methods -> methods)
          .map(Method::text)
          .collect(Collectors.joining(", "));
    }
  }

  /** A resource, with what its path ends in where it has a placeholder there. */
  record Match(Resource resource, String segment) {}

  private final Map<String, Match> literal = new HashMap<>();
  private final Map<Placeholder, Map<String, Resource>> byPrefix = new EnumMap<>(Placeholder.class);

  /** A route for everybody. */
  public RouteTable open(Method method, String path, Handler handler) {
    resource(path).open.put(method, handler);
    return this;
  }

  /**
   * A route for who is known, by password or by a token of this server. One that another application
   * handed out does not open it: its secret lies, or lay, where nobody here can look.
   */
  public RouteTable authenticated(Method method, String path, AuthenticatedHandler handler) {
    return authenticatedEvenByAdoptedToken(
        method,
        path,
        (call, principal) ->
            principal.byAdoptedToken()
                ? Answer.problem(
                    ProblemType.PASSWORD_REQUIRED.because(
                        "A token of the application that was here before does not suffice. Send"
                            + " user name and password with HTTP Basic."))
                : handler.answer(call, principal));
  }

  /**
   * A route for who is known, by password or by any token, even one that another application handed
   * out. Never one that changes an account.
   */
  public RouteTable authenticatedEvenByAdoptedToken(
      Method method, String path, AuthenticatedHandler handler) {
    resource(path).authenticated.put(method, handler);
    return this;
  }

  /**
   * A route for services, by a key that has {@code scope}. No user has one: neither a password nor a
   * token opens it.
   */
  public RouteTable service(Method method, String path, String scope, ServiceHandler handler) {
    resource(path)
        .service
        .put(method, new ServiceRoute(scope, (call, service, _) -> handler.answer(call, service)));
    return this;
  }

  /** A route for services whose answer goes on for as long as the key counts. */
  public RouteTable stream(Method method, String path, String scope, StreamHandler handler) {
    resource(path)
        .service
        .put(
            method, new ServiceRoute(scope, (call, _, mayStill) -> handler.answer(call, mayStill)));
    return this;
  }

  private Resource resource(String path) {
    for (Placeholder placeholder : Placeholder.values()) {
      if (path.endsWith(placeholder.text)) {
        String prefix = path.substring(0, path.length() - placeholder.text.length());
        return byPrefix
            .computeIfAbsent(placeholder, _ -> new HashMap<>())
            .computeIfAbsent(prefix, _ -> new Resource());
      }
    }
    return literal.computeIfAbsent(path, _ -> new Match(new Resource(), "")).resource();
  }

  Optional<Match> match(String rawPath) {
    Match match = literal.get(rawPath);
    if (match != null) {
      return Optional.of(match);
    }
    int end = rawPath.lastIndexOf('/') + 1;
    String prefix = rawPath.substring(0, end);
    String segment = rawPath.substring(end);
    for (Map.Entry<Placeholder, Map<String, Resource>> entry : byPrefix.entrySet()) {
      Resource named = entry.getValue().get(prefix);
      if (named != null && entry.getKey().matches(segment)) {
        return Optional.of(new Match(named, segment));
      }
    }
    return Optional.empty();
  }

  /** Every path with its Allow, for the document that describes them. */
  public Map<String, String> allowByPath() {
    Map<String, String> all = new HashMap<>();
    literal.forEach((path, match) -> all.put(path, match.resource().allow()));
    byPrefix.forEach(
        (placeholder, resources) ->
            resources.forEach(
                (prefix, resource) -> all.put(prefix + placeholder.text, resource.allow())));
    return all;
  }
}
