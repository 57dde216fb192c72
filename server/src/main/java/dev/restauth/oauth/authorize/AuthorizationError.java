package dev.restauth.oauth.authorize;

import java.util.Locale;

/**
 * The errors of the authorization endpoint (RFC 6749 section 4.1.2.1, OpenID Connect Core section
 * 3.1.2.6).
 */
enum AuthorizationError {
  /** A parameter is missing, malformed or not allowed. */
  INVALID_REQUEST,
  /** The client may not use authorization codes. */
  UNAUTHORIZED_CLIENT,
  /** The user has refused the request. */
  ACCESS_DENIED,
  /** The response type is not {@code code}. */
  UNSUPPORTED_RESPONSE_TYPE,
  /** None of the requested scopes is allowed for the client. */
  INVALID_SCOPE,
  /** The client is not allowed to have tokens for a requested resource (RFC 8707 section 2). */
  INVALID_TARGET,
  /** The user would have to log in, but {@code prompt=none} forbids it. */
  LOGIN_REQUIRED,
  /** The user would have to consent, but {@code prompt=none} forbids asking. */
  CONSENT_REQUIRED,
  /** Another action of the user would be necessary, but {@code prompt=none} forbids it. */
  INTERACTION_REQUIRED,
  /**
   * The user cannot be authenticated in the way that the client requires (OpenID Connect Unmet
   * Authentication Requirements 1.0).
   */
  UNMET_AUTHENTICATION_REQUIREMENTS,
  /** Authorization details (RFC 9396) are not supported, and must not be ignored. */
  INVALID_AUTHORIZATION_DETAILS,
  /** Request objects are not supported. */
  REQUEST_NOT_SUPPORTED,
  /** Request objects at a URI are not supported. */
  REQUEST_URI_NOT_SUPPORTED,
  /** The pushed request has expired, was already used, or belongs to another client (RFC 9126). */
  INVALID_REQUEST_URI;

  /** Returns the value of the parameter {@code error}. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the exception that aborts the reading of a request.
   *
   * @param description a description for developers, in ASCII without quotes and backslashes. It
   *     contains no text that the client sent
   */
  RefusedRequestException because(String description) {
    return new RefusedRequestException(this, description);
  }
}
