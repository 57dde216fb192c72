package dev.restauth.http;

import dev.restauth.blocking.Blocking;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** One request, as routes see it. Used by one thread. */
public final class Call {
  private static final int USER_AGENT_AT_MOST = 255;

  /** What can be read in a few microseconds. */
  private static final int QUICK_BODY_BYTES = 4 * 1024;

  private final IncomingRequest request;
  private final Map<String, String> parameters;
  private final PublicAddress publicAddress;
  private final Optional<Caller> caller;
  private final BooleanSupplier mayStill;

  Call(IncomingRequest request, Map<String, String> parameters, PublicAddress publicAddress) {
    this(request, parameters, publicAddress, Optional.empty(), () -> true);
  }

  private Call(
      IncomingRequest request,
      Map<String, String> parameters,
      PublicAddress publicAddress,
      Optional<Caller> caller,
      BooleanSupplier mayStill) {
    this.request = request;
    this.parameters = parameters;
    this.publicAddress = publicAddress;
    this.caller = caller;
    this.mayStill = mayStill;
  }

  /** The same, by somebody who is known. */
  Call by(Caller known, BooleanSupplier still) {
    return new Call(request, parameters, publicAddress, Optional.of(known), still);
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
   * Whether the service that is calling still may: its key counts and has the scope. For an answer that
   * goes on for long; to be asked again after a change of any key. Any thread may ask.
   */
  public BooleanSupplier mayStill() {
    return mayStill;
  }

  /**
   * What stands in the path in the place of a placeholder.
   *
   * @param name without the braces
   * @throws IllegalArgumentException if the route's path has no such placeholder
   */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the path has no {" + name + "}");
    }
    return value;
  }

  /** The same as a number; empty if it does not fit into 63 bits. */
  public OptionalLong number(String name) {
    try {
      return OptionalLong.of(Long.parseLong(parameter(name)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Where clients find {@code path} of this server; a relative reference where nobody knows. */
  public String locationOf(String path) {
    return publicAddress.of(request) + path;
  }

  /** Whether the client is a browser, or anything else that names HTML. */
  public boolean wantsHtml() {
    return accept().namesHtml();
  }

  /** Who is at the other end. Asked by the request's own thread. */
  public Client client() {
    return new Client() {
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

  Accept accept() {
    return new Accept(lines(FieldNames.ACCEPT));
  }

  List<String> lines(String name) {
    return request.fields().all(name);
  }

  /** Whether it is said what the body is, so that there should be one. */
  public boolean declaresBody() {
    return !lines(FieldNames.CONTENT_TYPE).isEmpty();
  }

  /**
   * The body as a JSON object.
   *
   * @throws ProblemException where it is not declared as JSON, too large, or not an object
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

  /** Without parameters, in lower case; empty where none or several are declared. */
  private String contentType() {
    List<String> lines = lines(FieldNames.CONTENT_TYPE);
    return lines.size() == 1
        ? lines.getFirst().split(";", 2)[0].strip().toLowerCase(Locale.ROOT)
        : "";
  }

  /**
   * The body as a form; empty where it is not declared as one, or malformed.
   *
   * @throws ProblemException where it is too large or breaks HTTP
   */
  public Optional<Form> form() {
    return contentType().equals("application/x-www-form-urlencoded")
        ? Form.read(new String(body(), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** To read a large one takes a thread that others do not wait for. */
  private byte[] body() {
    byte[] body = request.body();
    if (body.length > QUICK_BODY_BYTES) {
      Blocking.begin();
    }
    return body;
  }

  /** Whether an Authorization field was sent, of whatever scheme. */
  public boolean hasAuthorization() {
    return !lines(FieldNames.AUTHORIZATION).isEmpty();
  }

  /** The one value of the field {@code Last-Event-ID}; empty where there is none, or several. */
  public Optional<String> lastEventId() {
    List<String> lines = lines(FieldNames.LAST_EVENT_ID);
    return lines.size() == 1 ? Optional.of(lines.getFirst()) : Optional.empty();
  }

  /** The values of a parameter of the query; empty where the query is malformed. */
  public List<String> query(String parameter) {
    return Form.read(request.query()).map(form -> form.all(parameter)).orElse(List.of());
  }

  /**
   * Whether {@code If-None-Match} names the entity that has this tag (RFC 9110 section 13.1.2); a field
   * that is malformed names none.
   */
  boolean hasAlready(String tag) {
    return EntityTags.read(String.join(",", lines(FieldNames.IF_NONE_MATCH))).contain(tag);
  }

  /** Whether only the header of the answer is wanted (RFC 9110 section 9.3.2). */
  public boolean isHead() {
    return request.method().equals(Method.HEAD);
  }

  /**
   * What the client says it is, at most 255 characters of it; whoever shows it need not fear control
   * characters, or such as turn the direction of writing.
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
