package dev.restauth.http;

import dev.restauth.blocking.Blocking;
import dev.restauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a route answers. The dispatcher writes it; for HEAD it leaves the body out.
 *
 * @param status the status
 * @param fields all of the header but Date, Content-Length and Connection
 * @param body the content, possibly empty
 * @param closing whether the connection ends with this answer, because what follows on it cannot be
 *     trusted
 * @param streamed what is written instead of the body, piece by piece; then the answer is the last one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
    int status,
    List<HeaderField> fields,
    byte[] body,
    boolean closing,
    Optional<Streamed> streamed) {
  private static final HeaderField JSON =
      new HeaderField(FieldNames.CONTENT_TYPE, "application/json");
  private static final HeaderField PROBLEM =
      new HeaderField(FieldNames.CONTENT_TYPE, "application/problem+json");
  private static final HeaderField NO_STORE = new HeaderField(FieldNames.CACHE_CONTROL, "no-store");
  private static final String RETRY_AFTER_SECONDS = "2";
  private static final byte[] EMPTY = {};

  Answer(int status, List<HeaderField> fields, byte[] body, boolean closing) {
    this(status, fields, body, closing, Optional.empty());
  }

  /**
   * What is written as it happens, by a thread that may wait, and kept by no cache.
   *
   * @param contentType its media type
   */
  public static Answer streamed(String contentType, Streamed streamed) {
    Blocking.begin();
    return new Answer(
        200,
        List.of(new HeaderField(FieldNames.CONTENT_TYPE, contentType), NO_STORE),
        EMPTY,
        true,
        Optional.of(streamed));
  }

  /** JSON about accounts or tokens, which no cache may keep (RFC 9111 section 5.2.2.5). */
  public static Answer json(int status, Consumer<JsonWriter> members) {
    return new Answer(status, List.of(JSON, NO_STORE), JsonWriter.line(members), false);
  }

  /** JSON that caches may keep, on the terms of {@code cacheControl} (RFC 9111 section 5.2). */
  public static Answer kept(String cacheControl, Consumer<JsonWriter> members) {
    return new Answer(
        200,
        List.of(JSON, new HeaderField(FieldNames.CACHE_CONTROL, cacheControl)),
        JsonWriter.line(members),
        false);
  }

  /** 200 without a body. */
  public static Answer empty() {
    return new Answer(200, List.of(NO_STORE), EMPTY, false);
  }

  /** 204: done, and nothing to say. */
  public static Answer noContent() {
    return new Answer(204, List.of(NO_STORE), EMPTY, false);
  }

  /** Text of any kind. */
  public static Answer text(int status, String contentType, String text) {
    return new Answer(
        status,
        List.of(new HeaderField(FieldNames.CONTENT_TYPE, contentType)),
        text.getBytes(StandardCharsets.UTF_8),
        false);
  }

  /** A document that is the same for everybody: its bytes are shared by all answers, and must not change. */
  public static Answer document(String contentType, byte[] document) {
    return new Answer(
        200, List.of(new HeaderField(FieldNames.CONTENT_TYPE, contentType)), document, false);
  }

  /** A problem in the form of RFC 9457. */
  public static Answer problem(Problem problem) {
    return new Answer(
        problem.type().status(),
        List.of(PROBLEM, NO_STORE),
        JsonWriter.line(problem::writeMembers),
        false);
  }

  /** 503 for work that could not be begun. */
  public static Answer busy() {
    return unavailable(
        "Too many passwords are being checked at the moment. Try again in a few seconds.");
  }

  /** 503, with when to try again. */
  static Answer unavailable(String detail) {
    return problem(ProblemType.UNAVAILABLE.because(detail))
        .with(FieldNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  /**
   * 429 (RFC 6585 section 4) for a password that is not looked at because too many were wrong before.
   * The same for every account, whether there is one or not.
   *
   * @param retryAfter until when; told in seconds, rounded up, at least one
   */
  public static Answer throttled(Duration retryAfter) {
    return tooMany(
        ProblemType.TOO_MANY_ATTEMPTS.because(
            "Too many log-ins have failed. Wait for the seconds that Retry-After names, then"
                + " try again. Tokens work meanwhile."),
        retryAfter);
  }

  /**
   * 429 for what an address asks for too often.
   *
   * @param what a sentence that says what that is
   * @param retryAfter until when; told in seconds, rounded up, at least one
   */
  public static Answer throttled(String what, Duration retryAfter) {
    return tooMany(
        ProblemType.TOO_MANY_REQUESTS.because(
            what + " Wait for the seconds that Retry-After names, then try again."),
        retryAfter);
  }

  private static Answer tooMany(Problem problem, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return problem(problem).with(FieldNames.RETRY_AFTER, Long.toString(seconds));
  }

  /** The same with one more line of this name for each value. */
  public Answer with(String name, String... values) {
    return with(Arrays.stream(values).map(value -> new HeaderField(name, value)).toList());
  }

  /**
   * The same with a strong entity tag (RFC 9110 section 8.8.3), or 304 without the body where the caller
   * has it already.
   *
   * @param tag changes whenever the body does; without quotes in it
   */
  public Answer tagged(String tag, Call call) {
    Answer tagged = with(FieldNames.ETAG, "\"" + tag + "\"");
    return call.hasAlready(tag) ? new Answer(304, tagged.fields, EMPTY, closing) : tagged;
  }

  Answer with(List<HeaderField> others) {
    List<HeaderField> more = new ArrayList<>(fields);
    more.addAll(others);
    return new Answer(status, List.copyOf(more), body, closing, streamed);
  }

  Answer with(HeaderField field) {
    return with(List.of(field));
  }

  /** The same, as the last on its connection. */
  Answer thenClose() {
    return new Answer(status, fields, body, true, streamed);
  }
}
