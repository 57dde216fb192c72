package dev.restauth.oauth.authorize;

/** Aborts the reading of an authorization request with an error for the client. */
final class RefusedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final AuthorizationError error;
  private final String description;

  RefusedRequestException(AuthorizationError error, String description) {
    super(description, null, false, false);
    this.error = error;
    this.description = description;
  }

  AuthorizationError error() {
    return error;
  }

  String description() {
    return description;
  }
}
