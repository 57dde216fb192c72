package dev.restauth.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a route answers. The dispatcher writes it; for HEAD it leaves the body out.
 *
 * @param status the status
 * @param headers all headers but Date, Content-Length and Connection
 * @param body the content, possibly empty
 * @param closing whether the connection ends with this answer, because what follows on it cannot be
 *     trusted
 * @param streamed what is written instead of the body, piece by piece; then the answer is the last one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
    Status status,
    List<Header> headers,
    byte[] body,
    boolean closing,
    Optional<Streamed> streamed) {
  private static final Header JSON =
      HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json");
  private static final Header PROBLEM =
      HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/problem+json");
  private static final Header NO_STORE = HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store");
  private static final byte[] EMPTY = {};

  Answer(Status status, List<Header> headers, byte[] body, boolean closing) {
    this(status, headers, body, closing, Optional.empty());
  }

  /**
   * What is written as it happens, and kept by no cache.
   *
   * @param contentType its media type
   */
  public static Answer streamed(String contentType, Streamed streamed) {
    return new Answer(
        Status.OK_200,
        List.of(HeaderValues.create(HeaderNames.CONTENT_TYPE, contentType), NO_STORE),
        EMPTY,
        true,
        Optional.of(streamed));
  }

  /** JSON about accounts or tokens, which no cache may keep (RFC 9111 section 5.2.2.5). */
  public static Answer json(Status status, Json.Members members) {
    return new Answer(status, List.of(JSON, NO_STORE), Json.object(members), false);
  }

  /** The same, for whom Helidon's statuses are out of reach. */
  public static Answer json(int status, Json.Members members) {
    return json(Status.create(status), members);
  }

  /** JSON that caches may keep, on the terms of {@code cacheControl} (RFC 9111 section 5.2). */
  public static Answer kept(String cacheControl, Json.Members members) {
    return new Answer(
        Status.OK_200,
        List.of(JSON, HeaderValues.create(HeaderNames.CACHE_CONTROL, cacheControl)),
        Json.object(members),
        false);
  }

  /** 200 without a body. */
  public static Answer empty() {
    return new Answer(Status.OK_200, List.of(NO_STORE), EMPTY, false);
  }

  /** 204: done, and nothing to say. */
  public static Answer noContent() {
    return new Answer(Status.NO_CONTENT_204, List.of(NO_STORE), EMPTY, false);
  }

  /** Text of any kind. */
  public static Answer text(Status status, String contentType, String text) {
    return new Answer(
        status,
        List.of(HeaderValues.create(HeaderNames.CONTENT_TYPE, contentType)),
        text.getBytes(StandardCharsets.UTF_8),
        false);
  }

  /** A problem in the form of RFC 9457. */
  public static Answer problem(Problem problem) {
    return new Answer(
        problem.type().status(),
        List.of(PROBLEM, NO_STORE),
        Json.object(problem::writeMembers),
        false);
  }

  /** The same with one more header. */
  public Answer with(HeaderName name, String... values) {
    return with(HeaderValues.create(name, values));
  }

  /**
   * The same with a strong entity tag (RFC 9110 section 8.8.3), or 304 without the body where the caller
   * has it already.
   *
   * @param tag changes whenever the body does; without quotes in it
   */
  public Answer tagged(String tag, Call call) {
    Answer tagged = with(HeaderNames.ETAG, "\"" + tag + "\"");
    return call.hasAlready(tag)
        ? new Answer(Status.NOT_MODIFIED_304, tagged.headers, EMPTY, closing)
        : tagged;
  }

  Answer with(Header header) {
    List<Header> more = new ArrayList<>(headers);
    more.add(header);
    return new Answer(status, List.copyOf(more), body, closing, streamed);
  }

  /** The same, as the last on its connection. */
  Answer thenClose() {
    return new Answer(status, headers, body, true, streamed);
  }
}
