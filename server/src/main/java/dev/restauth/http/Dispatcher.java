package dev.restauth.http;

import dev.restauth.config.Config;
import dev.restauth.figure.Figure;
import dev.restauth.http.RouteTable.Match;
import dev.restauth.log.RequestId;
import dev.restauth.span.Spans;
import dev.restauth.store.RowContendedException;
import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Dispatches requests: checks the header, finds the route by path and method, authenticates the
 * caller, calls the route and completes the answer. Every request passes through this class.
 * Thread-safe.
 */
public final class Dispatcher {
  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final HeaderField HTML =
      new HeaderField(FieldNames.CONTENT_TYPE, "text/html; charset=utf-8");
  private static final byte[] EMPTY = {};
  private static final Problem CROSS_ORIGIN =
      ProblemType.CROSS_ORIGIN_CREDENTIALS.because(
          "A browser sent HTTP Basic for a page of another origin. Send a token as a Bearer token,"
              + " or have the operator name that origin in cors-origins.");

  private final RouteTable routes;
  private final RequestFigures figures;
  private final UserAccess users;
  private final ServiceAccess services;
  private final PublicAddress publicAddress;
  private final LocalNames names;
  private final CrossOrigin crossOrigin;
  private final PageGuard pages;
  private final Cors cors;
  private final StrictTransport strictTransport;
  private final AccessLog accessLog;
  private final TracedRequests traced;

  private Dispatcher(
      RouteTable routes,
      UserAccess users,
      ServiceAccess services,
      PublicAddress publicAddress,
      LocalNames names,
      List<String> corsOrigins,
      StrictTransport strictTransport,
      AccessLog accessLog,
      TracedRequests traced) {
    this.routes = routes;
    this.figures = new RequestFigures(routes);
    this.users = users;
    this.services = services;
    this.publicAddress = publicAddress;
    this.names = names;
    this.crossOrigin = new CrossOrigin(corsOrigins, publicAddress);
    this.pages = new PageGuard(publicAddress);
    this.cors = new Cors(corsOrigins, names);
    this.strictTransport = strictTransport;
    this.accessLog = accessLog;
    this.traced = traced;
  }

  /**
   * Creates a dispatcher with the settings of {@code config}.
   *
   * @param resourceMetadata the URL of the metadata document (RFC 9728 section 5.1) for clients
   *     with an invalid Bearer token; empty if the server cannot be certain of the URL
   * @param spans records the spans of requests
   */
  public static Dispatcher of(
      Config config,
      RouteTable routes,
      Authenticator authenticator,
      Optional<String> resourceMetadata,
      Spans spans) {
    TrustedProxies proxies = new TrustedProxies(config.get(ListenSettings.TRUSTED_PROXIES));
    AuthorizationField field =
        new AuthorizationField(
            authenticator::isToken,
            authenticator::keyIn,
            authenticator::isPersonalKey,
            config.get(CredentialSettings.TOKENS_AS_USERNAMES));
    return new Dispatcher(
        routes,
        new UserAccess(field, authenticator, resourceMetadata),
        new ServiceAccess(field, authenticator),
        new PublicAddress(config.get(ListenSettings.PUBLIC_URL), proxies),
        new LocalNames(
            config.get(ListenSettings.HOST).isLoopback(),
            config.get(ListenSettings.HOST).name(),
            config.get(ListenSettings.PUBLIC_URL)),
        config.get(ListenSettings.CORS_ORIGINS),
        StrictTransport.of(config),
        new AccessLog(config.get(AccessLogSettings.ACCESS_LOG), proxies, InstantSource.system()),
        new TracedRequests(spans, proxies));
  }

  /**
   * Returns a dispatcher for a separate port, whose routes need no authentication. On loopback it
   * refuses requests under invalid host names. Otherwise, a page in a browser on this machine could
   * read the answers (DNS rebinding).
   */
  public static Dispatcher forAll(RouteTable routes, Host host, Optional<URI> publicUrl) {
    AuthorizationField none =
        new AuthorizationField(_ -> false, _ -> Optional.empty(), _ -> false, false);
    return new Dispatcher(
        routes,
        new UserAccess(none, new NoCallers(), Optional.empty()),
        new ServiceAccess(none, new NoCallers()),
        new PublicAddress(Optional.empty(), new TrustedProxies(List.of())),
        new LocalNames(host.isLoopback(), host.name(), publicUrl, true),
        List.of(),
        new StrictTransport(Optional.empty()),
        AccessLog.off(),
        TracedRequests.none());
  }

  /** Returns the dispatcher of the Unix socket. Only {@code operatorRoutes} exist on the socket. */
  public Dispatcher forOperators(RouteTable operatorRoutes) {
    return new Dispatcher(
        operatorRoutes,
        users,
        services,
        publicAddress,
        new LocalNames(false, "", Optional.empty()),
        List.of(),
        new StrictTransport(Optional.empty()),
        AccessLog.off(),
        TracedRequests.none());
  }

  /**
   * Returns the answer to a request, without writing it to the connection. A failure of the server
   * also results in an answer.
   *
   * @throws ClientGoneException if the client no longer waits for the answer
   */
  public Answer answer(IncomingRequest request) {
    return answer(request, System.nanoTime());
  }

  /**
   * Returns the answer to a request. An earlier attempt to answer it may have been aborted.
   *
   * @param begunAt the start of the first attempt, by {@link System#nanoTime}
   * @throws ClientGoneException if the client no longer waits for the answer
   */
  public Answer answer(IncomingRequest request, long begunAt) {
    Optional<Match> match = routes.match(Call.path(request));
    return traced.areOn()
        ? traced.answer(
            request,
            match,
            begunAt,
            () -> requestId(request),
            () -> answer(request, begunAt, match))
        : answer(request, begunAt, match);
  }

  private Answer answer(IncomingRequest request, long begunAt, Optional<Match> match) {
    return accessLog.isOn()
        ? accessLog.answer(request, match, begunAt, () -> answerMatched(request, begunAt, match))
        : answerMatched(request, begunAt, match);
  }

  /** The id of a request. The id is determined on first use. */
  public RequestId requestId(IncomingRequest request) {
    return accessLog.idOf(request);
  }

  private Answer answerMatched(IncomingRequest request, long begunAt, Optional<Match> match) {
    Call call =
        new Call(
            request, match.map(Match::parameters).orElse(Map.of()), publicAddress, routes.pages());
    Answer own = routes.finish(answer(request, call, match), call, match);
    Answer answer = cors.apply(call, own, match.flatMap(found -> found.resource().origins()));
    routes.meter(match, request.method()).record(answer.status(), System.nanoTime() - begunAt);
    return strictTransport.addTo(answer, request.fields());
  }

  /** The figures (metrics) of all answered requests. */
  public List<Figure> figures() {
    return figures.all();
  }

  /**
   * The answer to a request that the listener itself refuses. The method and the path of the
   * request are uncertain.
   *
   * @param request the fields of the request that have been read so far
   * @param peer the remote address of the connection
   * @param protocol the version of HTTP, as access logs write it
   */
  public Answer refusal(Problem problem, Fields request, InetSocketAddress peer, String protocol) {
    figures.refused(problem);
    return accessLog.isOn()
        ? accessLog.refusal(peer, request, protocol, () -> refusal(problem, request))
        : refusal(problem, request);
  }

  private Answer refusal(Problem problem, Fields request) {
    return strictTransport.addTo(Answer.problem(problem), request);
  }

  private Answer answer(IncomingRequest request, Call call, Optional<Match> match) {
    try {
      Optional<Problem> noHost = HostField.refusal(call.lines(FieldNames.HOST));
      if (noHost.isPresent()) {
        return Answer.problem(noHost.get()).thenClose();
      }
      Optional<Problem> misdirected = names.misdirected(call);
      if (misdirected.isPresent()) {
        return Answer.problem(misdirected.get());
      }
      List<Octets> authorization = call.authorizationOctets();
      if (AuthorizationField.tooLong(authorization)) {
        return Answer.problem(
            ProblemType.HEADERS_TOO_LARGE.because(
                "The Authorization header may have at most %d bytes."
                    .formatted(Limits.AUTHORIZATION_BYTES)));
      }
      if (match.isEmpty()) {
        return routes.notFound(call);
      }
      return answer(request, call, match.get().resource(), authorization);
    } catch (ProblemException e) {
      return e.answer();
    } catch (CallerRevokedException e) {
      return users.refuseRevoked(call);
    } catch (RowContendedException e) {
      LOG.log(Level.DEBUG, e.getMessage(), e); // the store has counted it
      return Answer.unavailable(
          "Too many requests change the same data. Try again in a few seconds.");
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, e.getMessage(), e); // the store has logged the outage once
      return Answer.unavailable("The database does not answer. Try again in a few seconds.");
    } catch (UnavailableException e) {
      return e.answer(); // the feature that threw this has logged the reason once
    } catch (ClientGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request failed", e);
      return Answer.problem(
          ProblemType.INTERNAL_ERROR.because(
              "This is a defect of the server; its log has the details."));
    }
  }

  private Answer answer(
      IncomingRequest request,
      Call call,
      RouteTable.Resource resource,
      List<Octets> authorization) {
    Method method = request.method();
    if (method.equals(Method.OPTIONS)) {
      String allow = resource.allow();
      Answer options = new Answer(200, List.of(HTML), EMPTY, false).with(FieldNames.ALLOW, allow);
      return cors.preflight(call, options, allow, resource.origins());
    }
    Optional<RouteTable.Route> route =
        resource.route(method.equals(Method.HEAD) ? Method.GET : method);
    if (route.isEmpty()) {
      String allow = resource.allow();
      return Answer.problem(
              ProblemType.METHOD_NOT_ALLOWED.because("Here one can use " + allow + "."))
          .with(FieldNames.ALLOW, allow);
    }
    Access access = route.get().access();
    if (needsOriginCheck(access, method)
        && AuthorizationField.anyBasic(authorization)
        && crossOrigin.isCrossOrigin(request)) {
      return Answer.problem(CROSS_ORIGIN);
    }
    RouteTable.Handler handler = route.get().handler();
    return switch (access) {
      case Access.All all -> handler.answer(call);
      case Access.Page page -> pages.answer(call, request, page, handler);
      case Access.AllOrUser _ when authorization.isEmpty() -> handler.answer(call);
      case Access.AllOrUser(Access.User user) -> users.answer(authorization, call, user, handler);
      case Access.User user -> users.answer(authorization, call, user, handler);
      case Access.Operator _ ->
          call.unixPeer().isPresent() ? handler.answer(call) : routes.notFound(call);
      case Access.UserOrAdministrator(AdministrativeScope scope) ->
          users.answerUserOr(scope, authorization, call, handler);
      case Access.Service(String scope) -> services.answer(authorization, call, scope, handler);
      case Access.ServiceOr(String scope, var other) ->
          (services.isPresented(authorization) ? Optional.<Answer>empty() : other.apply(call))
              .orElseGet(() -> services.answer(authorization, call, scope, handler));
      case Access.Administrative(AdministrativeScope scope) ->
          services.isPresented(authorization)
              ? services.answer(authorization, call, scope.text(), handler)
              : users.answer(authorization, call, scope, handler);
    };
  }

  /**
   * Returns whether a browser's credentials can have any effect on the answer. They have no effect
   * if the route is a page. They also have none if the request only reads, and the route is for any
   * client.
   */
  private static boolean needsOriginCheck(Access access, Method method) {
    boolean reads = method.equals(Method.GET) || method.equals(Method.HEAD);
    return !(access instanceof Access.Page) && !(access instanceof Access.All && reads);
  }
}
