package dev.restauth.http;

import java.util.Locale;

/**
 * Types of problems (RFC 9457), each with its status. docs/errors.md describes each type. The URIs
 * of the types never change.
 */
public enum ProblemType {
  /** The request breaks HTTP itself. */
  MALFORMED_REQUEST(400, "The request is malformed"),
  /** The body is not the required JSON object. */
  INVALID_JSON(400, "The body is not a JSON object as expected"),
  /** The user name breaks the rules for new names. */
  INVALID_USERNAME(400, "The user name cannot be used"),
  /** The password breaks the rules for new passwords. */
  INVALID_PASSWORD(400, "The password cannot be used"),
  /** The body has a member that the call does not accept. */
  INVALID_MEMBER(400, "The body has a member that cannot be set"),
  /** No mail can be sent to the address. */
  INVALID_EMAIL(400, "The e-mail address cannot be used"),
  /** Another account has this name. */
  USERNAME_TAKEN(400, "The user name is taken"),
  /** No account has the id in the path. */
  UNKNOWN_USER(400, "There is no such user"),
  /** A query parameter has an invalid value. */
  INVALID_PARAMETER(400, "A parameter of the query cannot be used"),
  /** The client sent a password to a route that accepts only a token. */
  TOKEN_REQUIRED(400, "A token is required"),
  /** The request has no valid credentials. */
  UNAUTHORIZED(401, "Authentication is required"),
  /**
   * The account's rights changed after the token was issued. Until the client has renewed the
   * token, it can use the token only to log out.
   */
  RIGHTS_CHANGED(401, "The rights have changed"),
  /** The password is correct, but the account has a second factor. */
  FACTOR_REQUIRED(401, "A second factor is required"),
  /** The password is correct, but the account must have a second factor and has none. */
  ENROLMENT_REQUIRED(401, "A second factor must be enrolled"),
  /** The user's authentication is too weak or too old. */
  STEP_UP_REQUIRED(401, "A new log-in is required"),
  /** The current password, required as a confirmation, is wrong. */
  WRONG_PASSWORD(403, "The current password is wrong"),
  /** A one-time code is wrong, has been used, or has expired. */
  INVALID_CODE(403, "The code is not valid"),
  /** The change requires a code from a mail to the account's address. */
  CODE_REQUIRED(403, "A code from the mailbox is required"),
  /**
   * The challenge for a passkey has expired or was used, or the credential does not match the
   * challenge.
   */
  INVALID_PASSKEY(403, "The passkey was not accepted"),
  /** The setting {@code registration} does not allow this way of creating an account. */
  REGISTRATION_CLOSED(403, "Accounts are not made this way here"),
  /** The invitation is for an e-mail address other than that of the account. */
  NOT_INVITED(403, "The invitation is for somebody else"),
  /** The request lacks the proof of work that this server requires. */
  WORK_REQUIRED(403, "A proof of work is required"),
  /** A token does not suffice for this route. */
  PASSWORD_REQUIRED(403, "A password is required"),
  /** The credentials lack a scope that this call requires. */
  INSUFFICIENT_SCOPE(403, "The scope does not suffice"),
  /**
   * The power of an administrator, or the role of a member of an organisation, does not suffice for
   * the action.
   */
  ESCALATION(403, "Your power does not suffice"),
  /** A personal key does not give access to this route. */
  NOT_FOR_KEYS(403, "Personal keys do not open this"),
  /** An administrator who impersonates a user tried to do more than read. */
  NOT_FOR_IMPERSONATION(403, "Impersonated tokens only read"),
  /** The session acts in an organisation of which the account is no longer a member. */
  NOT_A_MEMBER(403, "The membership has ended"),
  /** A browser sent HTTP Basic on behalf of a page of another origin. */
  CROSS_ORIGIN_CREDENTIALS(403, "Another site's page may not use these credentials"),
  /** No resource has this path. */
  NOT_FOUND(404, "There is nothing here"),
  /** The resource does not support this method. */
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  /** Another request changed the same account at the same time. */
  CONFLICT(409, "The account was changed meanwhile"),
  /** Another account has confirmed the same e-mail address. */
  EMAIL_TAKEN(409, "Another account has this e-mail address"),
  /** Another object of this kind has this name. */
  NAME_TAKEN(409, "The name is taken"),
  /** The maximum number of objects of this kind is reached. */
  LIMIT_REACHED(409, "A limit is reached"),
  /** The account cannot get the mail, for example because it has no confirmed e-mail address. */
  NO_ADDRESS(409, "This account cannot get the mail"),
  /**
   * The owner of the account's previous e-mail address can still undo the change of the address.
   */
  UNDO_PENDING(409, "A change of the e-mail address can still be undone"),
  /** The change would leave nobody who can assign roles. */
  LAST_ADMINISTRATOR(409, "The last administrator cannot go"),
  /**
   * The account cannot be impersonated now, or the administrator already impersonates too many
   * accounts.
   */
  CANNOT_IMPERSONATE(409, "The account cannot be impersonated now"),
  /**
   * An administrator tried to create a key for a person's account. Administrators create keys only
   * for service accounts.
   */
  NOT_A_SERVICE_ACCOUNT(409, "This is not a service account"),
  /** The role cannot be deleted, because accounts have this role. */
  ROLE_IN_USE(409, "Accounts have this role"),
  /** The change would leave an organisation without an owner. */
  LAST_OWNER(409, "The last owner cannot go"),
  /**
   * The factor cannot be removed, because the account must have a second factor and has no other.
   */
  LAST_FACTOR(409, "The last second factor cannot go"),
  /**
   * The password cannot be removed, because the user would then lose the account by losing one
   * device.
   */
  RECOVERY_NEEDED(409, "A way back into the account is needed"),
  /**
   * The password was set by mail, or the second factor was removed by mail, less than seven days
   * ago.
   */
  RECOVERED_RECENTLY(409, "The mailbox recovered this account a short time ago"),
  /** The code is correct, but the second factor can be removed only a day after the request. */
  NOT_YET(409, "It is too early for this"),
  /** The client is defined in the configuration file, and can be changed only in that file. */
  CLIENT_CONFIGURED(409, "The client is in the configuration file"),
  /** Another organisation has this slug. */
  SLUG_TAKEN(409, "Another organisation has this slug"),
  /** The requested entries were removed, because they are too old. */
  GONE(410, "This is no longer stored"),
  /** The state that {@code If-Match} names is not the current one. */
  PRECONDITION_FAILED(412, "The state has changed meanwhile"),
  /** The body exceeds its limit. */
  BODY_TOO_LARGE(413, "The body is too large"),
  /** The request target exceeds its limit. */
  TARGET_TOO_LONG(414, "The request target is too long"),
  /** The body is not declared as JSON. */
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
  /** The request, usually of a web page, has a Host that is not a name of this server. */
  MISDIRECTED_REQUEST(421, "This host is not served here"),
  /** Too many log-ins failed. */
  TOO_MANY_ATTEMPTS(429, "Too many failed log-ins"),
  /** One client address makes too many requests. */
  TOO_MANY_REQUESTS(429, "Too many requests from one address"),
  /** The headers exceed their limit. */
  HEADERS_TOO_LARGE(431, "The request's headers are too large"),
  /** The request failed because of a defect in this server. */
  INTERNAL_ERROR(500, "The server failed"),
  /** The request uses a feature of HTTP that this server does not support. */
  NOT_IMPLEMENTED(501, "The server does not support this"),
  /** The call would send mail, but no mail server is configured. */
  MAIL_NOT_CONFIGURED(501, "This server sends no mail"),
  /** The call is about passkeys, but the domain of passkeys is not configured. */
  PASSKEYS_NOT_CONFIGURED(501, "This server has no passkeys"),
  /** The server has too much work, or the database does not answer. */
  UNAVAILABLE(503, "The server cannot do this now"),
  /** The request uses HTTP/1.0 or older. */
  HTTP_VERSION_NOT_SUPPORTED(505, "The HTTP version is not supported");

  private final int status;

  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status code. */
  public int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** The URI of this type, which never changes. */
  public String uri() {
    return "https://restauth.dev/errors/" + slug();
  }

  /** The last segment of the URI. */
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Creates a problem of this type.
   *
   * @param detail the description of this occurrence, see {@link Problem#detail}
   */
  public Problem because(String detail) {
    return new Problem(this, detail);
  }
}
