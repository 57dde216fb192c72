package dev.restauth.http;

import dev.restauth.blocking.Blocking;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A request as a route receives it. Not thread-safe. */
public final class Call {
  private static final int USER_AGENT_AT_MOST = 255;

  /**
   * The maximum size, in bytes, of a body that an event loop parses. Parsing it takes a few
   * microseconds.
   */
  private static final int QUICK_BODY_BYTES = 4 * 1024;

  private static final String FORM = "application/x-www-form-urlencoded";

  /** The coding gzip in Accept-Encoding, unless its weight is zero. */
  private static final Pattern GZIP =
      Pattern.compile("(?i)[ \\t]*gzip[ \\t]*(;[ \\t]*q=(1.*|0\\.[0-9]*[1-9].*))?[ \\t]*");

  private static final Pattern BEARER = Pattern.compile("(?i)bearer +[A-Za-z0-9._~+/-]+=*");

  private final IncomingRequest request;
  private final Map<String, String> parameters;
  private final PublicAddress publicAddress;
  private final PageRenderer pages;
  private final Optional<Caller> caller;
  private final BooleanSupplier stillAuthorized;
  private final CallLocales locales = new CallLocales();

  Call(
      IncomingRequest request,
      Map<String, String> parameters,
      PublicAddress publicAddress,
      PageRenderer pages) {
    this(request, parameters, publicAddress, pages, Optional.empty(), () -> true);
  }

  private Call(
      IncomingRequest request,
      Map<String, String> parameters,
      PublicAddress publicAddress,
      PageRenderer pages,
      Optional<Caller> caller,
      BooleanSupplier stillAuthorized) {
    this.request = request;
    this.parameters = parameters;
    this.publicAddress = publicAddress;
    this.pages = pages;
    this.caller = caller;
    this.stillAuthorized = stillAuthorized;
  }

  /**
   * Returns this call with an authenticated caller.
   *
   * @param stillAuthorized the check that {@link #stillAuthorized()} returns
   */
  Call withCaller(Caller authenticated, BooleanSupplier stillAuthorized) {
    return new Call(
        request, parameters, publicAddress, pages, Optional.of(authenticated), stillAuthorized);
  }

  /** Returns the user's language preferences, as far as the handler has noted them. */
  public CallLocales locales() {
    return locales;
  }

  /**
   * Returns an answer with a page in the user's language. On an event loop, the attempt to answer
   * is aborted ({@link Blocking#begin}).
   *
   * @param page the values of the page
   */
  public Answer page(int status, PageContent page) {
    return pages.render(this, status, page);
  }

  /**
   * The path as sent by the client. If the request target is an absolute URL (RFC 9112 section
   * 3.2.2), the result is only the path of this URL.
   */
  static String path(IncomingRequest request) {
    String path = request.path();
    if (path.regionMatches(true, 0, "http://", 0, 7)
        || path.regionMatches(true, 0, "https://", 0, 8)) {
      int start = path.indexOf('/', path.indexOf("//") + 2);
      return start < 0 ? "/" : path.substring(start);
    }
    return path;
  }

  String path() {
    return path(request);
  }

  Method method() {
    return request.method();
  }

  /** Returns whether the request changes nothing (RFC 9110 section 9.2.1). */
  boolean isReading() {
    return method().equals(Method.GET) || isHead();
  }

  /**
   * The user who is calling.
   *
   * @throws IllegalStateException if the route is not for users
   */
  public Caller.User user() {
    if (caller.isPresent() && caller.get() instanceof Caller.User user) {
      return user;
    }
    throw new IllegalStateException("this route is not for users");
  }

  /**
   * Returns whether the caller's credentials allow administrative calls with this scope. A password
   * does, and so does a token that contains the scope. The account must hold the scope too, but
   * this method does not check the account.
   */
  public boolean mayAdminister(AdministrativeScope scope) {
    return user().session().isEmpty()
        || user().session().get().token().scopes().contains(scope.text());
  }

  /** The user who is calling; empty if the client sent no credentials. */
  public Optional<Caller.User> findUser() {
    return caller.isPresent() ? Optional.of(user()) : Optional.empty();
  }

  /**
   * Returns a refusal if the user presented a token without this scope; otherwise empty. Use this
   * method for a call that requires the scope in addition to the scope of its route. A password has
   * all scopes of its account.
   */
  public Optional<Answer> refusalWithout(AdministrativeScope scope) {
    return UserAccess.hasScope(user(), scope.text())
        ? Optional.empty()
        : Optional.of(Answer.insufficientScope(scope.text()));
  }

  /**
   * The service that is calling.
   *
   * @throws IllegalStateException if the route is not for services
   */
  public Caller.Service service() {
    if (caller.isPresent() && caller.get() instanceof Caller.Service service) {
      return service;
    }
    throw new IllegalStateException("this route is not for services");
  }

  /**
   * Returns a check that shows whether the calling service is still authorized: its key must be
   * valid and have the scope of the route. A long-running answer must repeat the check whenever a
   * service key changes. Any thread may run the check.
   */
  public BooleanSupplier stillAuthorized() {
    return stillAuthorized;
  }

  /**
   * The segment of the path that a placeholder matched.
   *
   * @param name the name of the placeholder, without the braces
   * @throws IllegalArgumentException if the route's path has no such placeholder
   */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the path has no {" + name + "}");
    }
    return value;
  }

  /**
   * The segment that a placeholder matched, as a number; empty if the number does not fit into 63
   * bits.
   */
  public OptionalLong number(String name) {
    try {
      return OptionalLong.of(Long.parseLong(parameter(name)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * The URL at which clients reach {@code path}; a relative reference if the server does not know
   * its own URL.
   */
  public String locationOf(String path) {
    return publicAddress.of(request) + path;
  }

  /**
   * The path for a link from one page of this server to another. If the public URL has a path, the
   * result begins with the path of the public URL.
   *
   * @param path a path, beginning with a slash, and possibly a query
   */
  public String pathOf(String path) {
    return publicAddress.publicUrl().map(URI::getRawPath).orElse("") + path;
  }

  /** Returns whether the client explicitly accepts HTML, as browsers do. */
  public boolean wantsHtml() {
    return accept().namesHtml();
  }

  /** Returns whether the client explicitly accepts newline-delimited JSON. */
  public boolean prefersNdjson() {
    return accept().namesNdjson();
  }

  /** The client of this request. Only the thread that handles the request may call this method. */
  public RemoteClient client() {
    return new RemoteClient() {
      @Override
      public InetAddress address() {
        return publicAddress
            .proxies()
            .client(request.peer().getAddress(), lines(FieldNames.X_FORWARDED_FOR));
      }

      @Override
      public boolean gone() {
        return request.gone();
      }
    };
  }

  /**
   * The process that sent this request over the Unix socket for operators; empty if the request
   * came over TCP.
   */
  public Optional<UnixPeer> unixPeer() {
    return request.unixPeer();
  }

  /** The languages that the client requests (RFC 9110 section 12.5.4). */
  public Optional<String> acceptLanguage() {
    List<String> lines = lines(FieldNames.ACCEPT_LANGUAGE);
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(",", lines));
  }

  /**
   * Returns whether the client accepts content that is compressed with gzip (RFC 9110 section
   * 12.5.3).
   */
  public boolean acceptsGzip() {
    return lines(FieldNames.ACCEPT_ENCODING).stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .anyMatch(coding -> GZIP.matcher(coding).matches());
  }

  Accept accept() {
    return new Accept(lines(FieldNames.ACCEPT));
  }

  /** Returns whether the client prefers OpenMetrics to the text format of Prometheus. */
  public boolean wantsOpenMetrics() {
    return accept().namesOpenMetrics();
  }

  List<String> lines(String name) {
    return request.fields().all(name);
  }

  /** The value of a field; empty if the request has no such field, or several. */
  private Optional<String> one(String name) {
    List<String> lines = lines(name);
    return lines.size() == 1 ? Optional.of(lines.getFirst()) : Optional.empty();
  }

  /** Returns whether the request has a Content-Type field, and so should have a body. */
  public boolean declaresBody() {
    return !lines(FieldNames.CONTENT_TYPE).isEmpty();
  }

  /**
   * The body as a JSON object.
   *
   * @throws ProblemException if the body is not declared as JSON, is too large, or is not a JSON
   *     object
   */
  public JsonBody json() {
    if (!declaredAsJson()) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
              "Send a JSON object with the header \"Content-Type: application/json\"."));
    }
    return JsonBody.read(body());
  }

  private boolean declaredAsJson() {
    String type = contentType();
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  /**
   * The media type without parameters, in lower case; empty if the request declares none or
   * several.
   */
  private String contentType() {
    return one(FieldNames.CONTENT_TYPE)
        .map(line -> line.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  /** Returns whether the body is declared as a form. */
  public boolean declaresForm() {
    return contentType().equals(FORM);
  }

  /**
   * The body as a form; empty if the body is not declared as a form, or is malformed.
   *
   * @throws ProblemException if the body is too large or breaks HTTP
   */
  public Optional<Form> form() {
    return declaresForm()
        ? Form.read(new String(body(), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /**
   * The body. If the body is large, an event loop aborts the attempt to answer, because parsing the
   * body would take too long.
   */
  private byte[] body() {
    byte[] body = request.body();
    if (body.length > QUICK_BODY_BYTES) {
      Blocking.begin();
    }
    return body;
  }

  /**
   * The query parameters, parsed like a form; empty if the query is malformed.
   *
   * @throws ProblemException if the query exceeds the limit of the request line
   */
  public Optional<Form> queryForm() {
    if (request.query().length() > Limits.REQUEST_LINE_BYTES) {
      throw new ProblemException(Limits.targetTooLong());
    }
    return Form.read(request.query());
  }

  /**
   * The value of a cookie that {@link Answer#with(Cookie, Call)} set; empty if the request has no
   * cookie of this name, or several.
   *
   * @param name the name without a prefix
   */
  public Optional<String> cookie(String name) {
    return new CookieField(lines(FieldNames.COOKIE))
        .one(Cookie.storedName(name, publicAddress.isSecure(request)));
  }

  HeaderField setCookie(Cookie cookie) {
    return cookie.field(publicAddress.isSecure(request));
  }

  /** Returns whether the request has an Authorization field of any scheme. */
  public boolean hasAuthorization() {
    return !authorizationOctets().isEmpty();
  }

  /**
   * The token of an Authorization field with the scheme Bearer (RFC 6750 section 2.1); empty if the
   * request has no such field, or several.
   */
  public Optional<String> bearerToken() {
    return one(FieldNames.AUTHORIZATION)
        .map(String::strip)
        .filter(BEARER.asMatchPredicate())
        .map(credentials -> credentials.substring("Bearer ".length()).strip());
  }

  List<Octets> authorizationOctets() {
    return request.fields().octets(FieldNames.AUTHORIZATION);
  }

  /** The lines of the Authorization field; the lines may contain secrets. */
  public List<String> authorization() {
    return lines(FieldNames.AUTHORIZATION);
  }

  /**
   * The value of the field {@code Last-Event-ID}; empty if the request has no such field, or
   * several.
   */
  public Optional<String> lastEventId() {
    return one(FieldNames.LAST_EVENT_ID);
  }

  /**
   * The value of the field {@code Sign-Up-Work}; empty if the request has no such field, or
   * several.
   */
  public Optional<String> signUpWork() {
    return one(FieldNames.SIGN_UP_WORK);
  }

  /**
   * Returns whether the query is well-formed. A malformed query counts as a query without
   * parameters.
   */
  public boolean hasReadableQuery() {
    return Form.read(request.query()).isPresent();
  }

  /** The values of a query parameter; empty if the query is malformed. */
  public List<String> query(String parameter) {
    return Form.read(request.query()).map(form -> form.all(parameter)).orElse(List.of());
  }

  /**
   * Returns whether {@code If-None-Match} contains this entity tag (RFC 9110 section 13.1.2); a
   * malformed field contains no tag.
   */
  boolean isNotModified(String tag) {
    return EntityTags.read(String.join(",", lines(FieldNames.IF_NONE_MATCH))).contain(tag);
  }

  /**
   * Returns whether {@code If-Match} is missing or contains this entity tag (RFC 9110 section
   * 13.1.1); a malformed field contains no tag.
   */
  public boolean isMatched(String tag) {
    List<String> fields = lines(FieldNames.IF_MATCH);
    return fields.isEmpty() || EntityTags.readStrong(String.join(",", fields)).contain(tag);
  }

  /** Returns whether the client requests only the header of the answer (RFC 9110 section 9.3.2). */
  public boolean isHead() {
    return request.method().equals(Method.HEAD);
  }

  /**
   * The client's User-Agent, cut after 255 characters. The text is safe to display: control
   * characters, and characters that change the direction of text, are replaced by spaces.
   */
  public Optional<String> userAgent() {
    return lines(FieldNames.USER_AGENT).stream()
        .findFirst()
        .map(text -> text.replaceAll("\\p{C}", " ").strip())
        .filter(text -> !text.isEmpty())
        .map(
            text ->
                text.substring(
                    0,
                    text.offsetByCodePoints(
                        0, Math.min(text.codePointCount(0, text.length()), USER_AGENT_AT_MOST))));
  }
}
