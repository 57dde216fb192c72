package dev.restauth.oauth;

import java.util.Locale;

/** The errors of RFC 6749 section 5.2, which libraries look at; not problems of RFC 9457. */
public enum OauthError {
  /** A parameter is missing, stands there twice, or the form is malformed. */
  INVALID_REQUEST,
  /** There is no such client, or it has not shown that it is the one. */
  INVALID_CLIENT,
  /** What was presented is not valid, or no longer. */
  INVALID_GRANT,
  /** There is no such grant here. */
  UNSUPPORTED_GRANT_TYPE,
  /** More was asked for than was granted. */
  INVALID_SCOPE;

  /** As it stands in the answer. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of the answer. */
  int status() {
    return this == INVALID_CLIENT ? 401 : 400;
  }

  /**
   * Ends a request with this error.
   *
   * @param description for people: what was wrong and what to do, in ASCII without quotes; never a
   *     secret and never text that the client sent
   */
  OauthException because(String description) {
    return new OauthException(this, description);
  }
}
