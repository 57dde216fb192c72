package dev.restauth.http;

import java.util.Locale;

/**
 * The kinds of problems (RFC 9457), with the status each has. docs/errors.md describes each; their URIs
 * never change.
 */
public enum ProblemType {
  /** The request breaks HTTP itself. */
  MALFORMED_REQUEST(400, "The request is malformed"),
  /** The body is not the JSON object that was asked for. */
  INVALID_JSON(400, "The body is not a JSON object as expected"),
  /** The user name breaks the rules for new names. */
  INVALID_USERNAME(400, "The user name cannot be used"),
  /** The password breaks the rules for new passwords. */
  INVALID_PASSWORD(400, "The password cannot be used"),
  /** Somebody has the name. */
  USERNAME_TAKEN(400, "The user name is taken"),
  /** No such account. */
  UNKNOWN_USER(400, "There is no such user"),
  /** A parameter of the query has a value that it cannot have. */
  INVALID_PARAMETER(400, "A parameter of the query cannot be used"),
  /** A password was sent where only a token makes sense. */
  TOKEN_REQUIRED(400, "A token is required"),
  /** Neither a valid password nor a valid token. */
  UNAUTHORIZED(401, "Authentication is required"),
  /** The current password, asked for once more, is wrong. */
  WRONG_PASSWORD(403, "The current password is wrong"),
  /** A token does not suffice here. */
  PASSWORD_REQUIRED(403, "A password is required"),
  /** The key of a service lacks the scope for this. */
  INSUFFICIENT_SCOPE(403, "The scope does not suffice"),
  /** A browser sent HTTP Basic on behalf of a page of another origin. */
  CROSS_ORIGIN_CREDENTIALS(403, "Another site's page may not use these credentials"),
  /** Nothing at this path. */
  NOT_FOUND(404, "There is nothing here"),
  /** The path is right, the method is not. */
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  /** Somebody else changed the same thing at the same time. */
  CONFLICT(409, "The account was changed meanwhile"),
  /** The body is over its limit. */
  BODY_TOO_LARGE(413, "The body is too large"),
  /** The request target is over its limit. */
  TARGET_TOO_LONG(414, "The request target is too long"),
  /** The body is not declared as JSON. */
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
  /** A page's request under a name that is not this server's. */
  MISDIRECTED_REQUEST(421, "This host is not served here"),
  /** Too many passwords were wrong. */
  TOO_MANY_ATTEMPTS(429, "Too many failed log-ins"),
  /** One address asks for something too often. */
  TOO_MANY_REQUESTS(429, "Too many requests from one address"),
  /** The headers are over their limit. */
  HEADERS_TOO_LARGE(431, "The request's headers are too large"),
  /** A defect of ours. */
  INTERNAL_ERROR(500, "The server failed"),
  /** A feature of HTTP that this server does not have. */
  NOT_IMPLEMENTED(501, "The server does not support this"),
  /** Too much work at once, or a database that does not answer. */
  UNAVAILABLE(503, "The server cannot do this now"),
  /** HTTP/1.0 and older. */
  HTTP_VERSION_NOT_SUPPORTED(505, "The HTTP version is not supported");

  private final int status;

  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The status it is answered with. */
  public int status() {
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
