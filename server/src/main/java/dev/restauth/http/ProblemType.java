package dev.restauth.http;

import io.helidon.http.Status;
import java.util.Locale;

/**
 * The kinds of problems (RFC 9457), with the status each has. docs/errors.md describes each; their URIs
 * never change.
 */
public enum ProblemType {
  /** The request breaks HTTP itself. */
  MALFORMED_REQUEST(Status.BAD_REQUEST_400, "The request is malformed"),
  /** The body is not the JSON object that was asked for. */
  INVALID_JSON(Status.BAD_REQUEST_400, "The body is not a JSON object as expected"),
  /** The user name breaks the rules for new names. */
  INVALID_USERNAME(Status.BAD_REQUEST_400, "The user name cannot be used"),
  /** The password breaks the rules for new passwords. */
  INVALID_PASSWORD(Status.BAD_REQUEST_400, "The password cannot be used"),
  /** Somebody has the name. */
  USERNAME_TAKEN(Status.BAD_REQUEST_400, "The user name is taken"),
  /** No such account. */
  UNKNOWN_USER(Status.BAD_REQUEST_400, "There is no such user"),
  /** A parameter of the query has a value that it cannot have. */
  INVALID_PARAMETER(Status.BAD_REQUEST_400, "A parameter of the query cannot be used"),
  /** A password was sent where only a token makes sense. */
  TOKEN_REQUIRED(Status.BAD_REQUEST_400, "A token is required"),
  /** Neither a valid password nor a valid token. */
  UNAUTHORIZED(Status.UNAUTHORIZED_401, "Authentication is required"),
  /** The current password, asked for once more, is wrong. */
  WRONG_PASSWORD(Status.FORBIDDEN_403, "The current password is wrong"),
  /** A token does not suffice here. */
  PASSWORD_REQUIRED(Status.FORBIDDEN_403, "A password is required"),
  /** The key of a service lacks the scope for this. */
  INSUFFICIENT_SCOPE(Status.FORBIDDEN_403, "The scope does not suffice"),
  /** Nothing at this path. */
  NOT_FOUND(Status.NOT_FOUND_404, "There is nothing here"),
  /** The path is right, the method is not. */
  METHOD_NOT_ALLOWED(Status.METHOD_NOT_ALLOWED_405, "The method is not allowed here"),
  /** Somebody else changed the same thing at the same time. */
  CONFLICT(Status.CONFLICT_409, "The account was changed meanwhile"),
  /** The body is over its limit. */
  BODY_TOO_LARGE(Status.REQUEST_ENTITY_TOO_LARGE_413, "The body is too large"),
  /** The request target is over its limit. */
  TARGET_TOO_LONG(Status.REQUEST_URI_TOO_LONG_414, "The request target is too long"),
  /** The body is not declared as JSON. */
  UNSUPPORTED_MEDIA_TYPE(Status.UNSUPPORTED_MEDIA_TYPE_415, "The body must be JSON"),
  /** Too many passwords were wrong. */
  TOO_MANY_ATTEMPTS(Status.TOO_MANY_REQUESTS_429, "Too many failed log-ins"),
  /** The headers are over their limit. */
  HEADERS_TOO_LARGE(
      Status.create(431, "Request Header Fields Too Large"), "The request's headers are too large"),
  /** A defect of ours. */
  INTERNAL_ERROR(Status.INTERNAL_SERVER_ERROR_500, "The server failed"),
  /** A feature of HTTP that this server does not have. */
  NOT_IMPLEMENTED(Status.NOT_IMPLEMENTED_501, "The server does not support this"),
  /** Too much work at once, or a database that does not answer. */
  UNAVAILABLE(Status.SERVICE_UNAVAILABLE_503, "The server cannot do this now"),
  /** HTTP/1.0 and older. */
  HTTP_VERSION_NOT_SUPPORTED(
      Status.HTTP_VERSION_NOT_SUPPORTED_505, "The HTTP version is not supported");

  @SuppressWarnings("ImmutableEnumChecker") // it is immutable, only not marked as such
  private final Status status;

  private final String title;

  ProblemType(Status status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The status it is answered with. */
  public Status status() {
    return status;
  }

  String title() {
    return title;
  }

  /** Its stable URI. */
  public String uri() {
    return "https://restauth.dev/errors/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** This kind, with what is to be said about one occurrence. */
  public Problem because(String detail) {
    return new Problem(this, detail);
  }
}
