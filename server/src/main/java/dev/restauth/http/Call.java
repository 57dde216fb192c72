package dev.restauth.http;

import io.helidon.common.buffers.DataReader.IncorrectNewLineException;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** One request, as routes see it. Used by one thread. */
public final class Call {
  private static final int USER_AGENT_AT_MOST = 255;
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

  private final ServerRequest request;
  private final String segment;
  private final PublicAddress publicAddress;

  Call(ServerRequest request, String segment, PublicAddress publicAddress) {
    this.request = request;
    this.segment = segment;
    this.publicAddress = publicAddress;
  }

  /** What the path ends in where the route has a placeholder there; else empty. */
  public String segment() {
    return segment;
  }

  /** The number that the path ends in; empty where it does not fit in 63 bits. */
  public OptionalLong id() {
    try {
      return OptionalLong.of(Long.parseLong(segment));
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
    return new ConnectedClient(request, publicAddress.proxies());
  }

  Accept accept() {
    return new Accept(lines(HeaderNames.ACCEPT));
  }

  List<String> lines(HeaderName name) {
    return request.headers().all(name, List::of);
  }

  /**
   * The body as a JSON object.
   *
   * @throws ProblemException where it is not declared as JSON, too large, or not an object
   */
  public Json json() {
    if (!declaredAsJson()) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
              "Send a JSON object with the header \"Content-Type: application/json\"."));
    }
    return Json.read(body());
  }

  private boolean declaredAsJson() {
    String type = contentType();
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  /** Without parameters, in lower case; empty where none or several are declared. */
  private String contentType() {
    List<String> lines = lines(HeaderNames.CONTENT_TYPE);
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

  /** Whether an Authorization field was sent, of whatever scheme. */
  public boolean hasAuthorization() {
    return !lines(HeaderNames.AUTHORIZATION).isEmpty();
  }

  /** The one value of the field {@code Last-Event-ID}; empty where there is none, or several. */
  public Optional<String> lastEventId() {
    List<String> lines = lines(LAST_EVENT_ID);
    return lines.size() == 1 ? Optional.of(lines.getFirst()) : Optional.empty();
  }

  /** The values of a parameter of the query; empty where the query is malformed. */
  public List<String> query(String parameter) {
    return Form.read(request.query().rawValue()).map(form -> form.all(parameter)).orElse(List.of());
  }

  /**
   * Whether {@code If-None-Match} names the entity that has this tag (RFC 9110 section 13.1.2); a field
   * that is malformed names none.
   */
  boolean hasAlready(String tag) {
    return EntityTags.read(String.join(",", lines(HeaderNames.IF_NONE_MATCH))).contain(tag);
  }

  /** Whether only the header of the answer is wanted (RFC 9110 section 9.3.2). */
  public boolean isHead() {
    return request.prologue().method().equals(Method.HEAD);
  }

  /**
   * What the client says it is, at most 255 characters of it; whoever shows it need not fear control
   * characters, or such as turn the direction of writing.
   */
  public Optional<String> userAgent() {
    return lines(HeaderNames.USER_AGENT).stream()
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

  private byte[] body() {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    // Not closed: Helidon's stream reads on for that.
    InputStream content = request.content().inputStream();
    try {
      byte[] body = content.readNBytes(Limits.BODY_BYTES + 1);
      if (body.length > Limits.BODY_BYTES) {
        throw tooLarge();
      }
      return body;
    } catch (InsufficientDataAvailableException e) {
      throw unreadable("The body ended before its declared length.");
    } catch (RequestException e) {
      throw e.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413)
          ? tooLarge()
          : unreadable("The body's chunks are malformed.");
    } catch (IncorrectNewLineException | NumberFormatException e) {
      throw unreadable("The body's chunks are malformed.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever is still to come on this connection has no known beginning. */
  private static ProblemException unreadable(String why) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST.because(why), true);
  }

  private static ProblemException tooLarge() {
    return new ProblemException(
        ProblemType.BODY_TOO_LARGE.because(
            "The body may have at most %d bytes.".formatted(Limits.BODY_BYTES)),
        true);
  }
}
