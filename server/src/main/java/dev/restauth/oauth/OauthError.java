package dev.restauth.oauth;

import java.util.Locale;

/**
 * The errors of RFC 6749 section 5.2 and RFC 8707 section 2. OAuth libraries expect these errors,
 * not the problems of RFC 9457.
 */
public enum OauthError {
  /** A parameter is missing or repeated, or the form is malformed. */
  INVALID_REQUEST,
  /** The client is not registered, or did not authenticate. */
  INVALID_CLIENT,
  /** The presented credential is invalid or no longer valid. */
  INVALID_GRANT,
  /** The server does not support this grant. */
  UNSUPPORTED_GRANT_TYPE,
  /** The requested scope exceeds the granted scope. */
  INVALID_SCOPE,
  /** The client may not use this grant type. */
  UNAUTHORIZED_CLIENT,
  /**
   * A requested resource is not registered for the client, or was not granted (RFC 8707 section 2).
   */
  INVALID_TARGET,
  /** A token of this kind cannot be revoked (RFC 7009 section 2.2.1). */
  UNSUPPORTED_TOKEN_TYPE;

  /** Returns the error code in the answer. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the HTTP status of the answer. */
  int status() {
    return this == INVALID_CLIENT ? 401 : 400;
  }

  /**
   * Returns the exception that aborts a request with this error.
   *
   * @param description a description of the error and its remedy, for developers. It is in ASCII
   *     without quotes, and contains neither secrets nor text that the client sent
   */
  OauthException because(String description) {
    return new OauthException(this, description);
  }
}
