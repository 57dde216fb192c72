package dev.restauth.http;

import dev.restauth.assurance.Requirement;
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
 * The answer of a route. The listener writes the answer to the connection, without the body if the
 * method is HEAD.
 *
 * @param status the status code
 * @param fields all header fields except Date, Content-Length and Connection
 * @param body the content, possibly empty
 * @param closing whether the listener closes the connection after this answer, because the body is
 *     streamed or the rest of the input cannot be trusted
 * @param streamed a body that is written piece by piece, instead of {@code body}; at its end, the
 *     listener closes the HTTP/1.1 connection or the HTTP/2 stream
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
  private static final List<HeaderField> JSON_NO_STORE = List.of(JSON, NO_STORE);
  private static final String RETRY_AFTER_SECONDS = "2";
  private static final byte[] EMPTY = {};

  Answer(int status, List<HeaderField> fields, byte[] body, boolean closing) {
    this(status, fields, body, closing, Optional.empty());
  }

  /**
   * 200 with a streamed body. A separate thread writes the body. Caches must not store the answer.
   *
   * @param contentType the media type of the body
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

  /** JSON about accounts or tokens; caches must not store it (RFC 9111 section 5.2.2.5). */
  public static Answer json(int status, Consumer<JsonWriter> members) {
    return new Answer(status, JSON_NO_STORE, JsonWriter.line(members), false);
  }

  /** JSON that caches may store as {@code cacheControl} allows (RFC 9111 section 5.2). */
  public static Answer cacheable(String cacheControl, Consumer<JsonWriter> members) {
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

  /** 204 without a body. */
  public static Answer noContent() {
    return new Answer(204, List.of(NO_STORE), EMPTY, false);
  }

  /** Text of any media type. */
  public static Answer text(int status, String contentType, String text) {
    return new Answer(
        status,
        List.of(new HeaderField(FieldNames.CONTENT_TYPE, contentType)),
        text.getBytes(StandardCharsets.UTF_8),
        false);
  }

  /**
   * HTML of a page.
   *
   * @param document the document, in UTF-8
   */
  public static Answer html(int status, byte[] document) {
    return new Answer(
        status,
        List.of(new HeaderField(FieldNames.CONTENT_TYPE, "text/html; charset=utf-8"), NO_STORE),
        document,
        false);
  }

  /**
   * The answer to HEAD for a page. The server does not render the page, so the answer has no
   * Content-Length (RFC 9110 section 8.6).
   */
  static Answer headOfHtml() {
    Answer empty = html(200, EMPTY);
    return new Answer(200, empty.fields, EMPTY, false, Optional.of(_ -> {}));
  }

  /**
   * 303: the browser continues with GET at another URL (RFC 9110 section 15.4.4).
   *
   * @param location an absolute URL, or a path of this server with an optional query; in printable
   *     ASCII
   * @throws IllegalArgumentException if the location has other characters, which could add header
   *     fields to the answer
   */
  public static Answer seeOther(String location) {
    if (!location.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException("the location has characters that a URL cannot have");
    }
    return new Answer(
        303, List.of(new HeaderField(FieldNames.LOCATION, location), NO_STORE), EMPTY, false);
  }

  /**
   * A document that is the same for all clients. All answers share the byte array, which must not
   * change.
   */
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

  /** A problem with members in addition to those of RFC 9457. */
  static Answer problem(Problem problem, Consumer<JsonWriter> more) {
    return new Answer(
        problem.type().status(),
        List.of(PROBLEM, NO_STORE),
        JsonWriter.line(
            json -> {
              problem.writeMembers(json);
              more.accept(json);
            }),
        false);
  }

  /** 401 for a correct first factor of an account that has a second factor. */
  public static Answer factorRequired(FactorChallenge challenge) {
    return problem(
            ProblemType.FACTOR_REQUIRED.because(
                "The first factor is correct, but this account needs a second one. Send the challenge and a code with POST"
                    + " /api/login/factor."),
            challenge::write)
        .with(FieldNames.WWW_AUTHENTICATE, "Bearer " + UserAccess.REALM);
  }

  /** 401 for a correct first factor of an account that must have a second factor but has none. */
  public static Answer enrolmentRequired(FactorChallenge challenge) {
    return problem(
            ProblemType.ENROLMENT_REQUIRED.because(
                "The first factor is correct, but this account must have a second one. Send the challenge with POST"
                    + " /api/enrolments to enrol one."),
            challenge::write)
        .with(FieldNames.WWW_AUTHENTICATE, "Bearer " + UserAccess.REALM);
  }

  /**
   * 401 for a log-in with JSON. The challenge is not Basic, because browsers open a password window
   * for Basic.
   */
  public static Answer unauthorized(String detail) {
    return problem(ProblemType.UNAUTHORIZED.because(detail))
        .with(FieldNames.WWW_AUTHENTICATE, "Bearer " + UserAccess.REALM);
  }

  /** 403 for a user whose credentials lack a scope (RFC 6750 section 3.1). */
  public static Answer insufficientScope(String scope) {
    return problem(
            ProblemType.INSUFFICIENT_SCOPE.because(
                "This request needs the scope " + scope + ", which the credentials do not have."))
        .with(
            FieldNames.WWW_AUTHENTICATE,
            "Bearer "
                + UserAccess.REALM
                + ", error=\"insufficient_scope\", scope=\""
                + scope
                + "\"");
  }

  /**
   * 401 for a user whose authentication is too weak or too old (RFC 9470 section 3). A new log-in
   * begins a session that satisfies the requirement.
   */
  public static Answer stepUp(Requirement requirement) {
    return problem(
            ProblemType.STEP_UP_REQUIRED.because(
                "This needs a log-in with acr %s at most %d seconds ago. Log in again with POST /api/login and this token, then repeat the request with the new token."
                    .formatted(requirement.least().text(), requirement.maxAge().toSeconds())))
        .with(
            FieldNames.WWW_AUTHENTICATE,
            "Bearer %s, error=\"insufficient_user_authentication\", acr_values=\"%s\", max_age=\"%d\""
                .formatted(
                    UserAccess.REALM,
                    requirement.least().text(),
                    requirement.maxAge().toSeconds()));
  }

  /** 503 for a password check that could not be started. */
  public static Answer busy() {
    return unavailable(
        "Too many passwords are being checked at the moment. Try again in a few seconds.");
  }

  /** 503 with Retry-After. */
  static Answer unavailable(String detail) {
    return problem(ProblemType.UNAVAILABLE.because(detail))
        .with(FieldNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  /**
   * 429 (RFC 6585 section 4) for a log-in after too many wrong passwords. The server does not check
   * the password. The answer is the same whether or not the account exists.
   *
   * @param retryAfter the time until the next attempt; sent in seconds, rounded up, at least one
   */
  public static Answer throttled(Duration retryAfter) {
    return tooMany(
        ProblemType.TOO_MANY_ATTEMPTS.because(
            "Too many log-ins have failed. Wait for the number of seconds in Retry-After, then try"
                + " again. Tokens still work."),
        retryAfter);
  }

  /**
   * 429 for a request that comes too often from one client address.
   *
   * @param what a sentence that says what the client requested too often
   * @param retryAfter the time until the next request; sent in seconds, rounded up, at least one
   */
  public static Answer throttled(String what, Duration retryAfter) {
    return tooMany(
        ProblemType.TOO_MANY_REQUESTS.because(
            what + " Wait for the number of seconds in Retry-After, then try again."),
        retryAfter);
  }

  private static Answer tooMany(Problem problem, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return problem(problem).with(FieldNames.RETRY_AFTER, Long.toString(seconds));
  }

  /** Returns this answer with an additional header line for each value. */
  public Answer with(String name, String... values) {
    return with(Arrays.stream(values).map(value -> new HeaderField(name, value)).toList());
  }

  /**
   * Returns this answer with a strong entity tag (RFC 9110 section 8.8.3), or 304 without the body
   * if the client has the body cached.
   *
   * @param tag the tag without quotes; it must change whenever the body changes
   */
  public Answer withEntityTag(String tag, Call call) {
    Answer tagged = with(FieldNames.ETAG, "\"" + tag + "\"");
    return call.isNotModified(tag) ? new Answer(304, tagged.fields, EMPTY, closing) : tagged;
  }

  /** Returns this answer with a cookie. */
  public Answer with(Cookie cookie, Call call) {
    return with(call.setCookie(cookie));
  }

  /**
   * Returns this answer with a Content-Security-Policy that lets a form of the page lead to another
   * site through redirects. Only pages to which an OAuth client has sent the user need this policy.
   */
  public Answer allowingFormToLeave() {
    return with(PageFields.ALL_FORMS);
  }

  boolean isProblem() {
    return fields.contains(PROBLEM);
  }

  /** Returns this answer with these header fields instead of its own. */
  Answer withOnly(List<HeaderField> others) {
    return new Answer(status, List.copyOf(others), body, closing, streamed);
  }

  Answer with(List<HeaderField> others) {
    List<HeaderField> more = new ArrayList<>(fields);
    more.addAll(others);
    return new Answer(status, List.copyOf(more), body, closing, streamed);
  }

  Answer with(HeaderField field) {
    return with(List.of(field));
  }

  /** Returns this answer as the last one on its connection. */
  Answer thenClose() {
    return new Answer(status, fields, body, true, streamed);
  }
}
