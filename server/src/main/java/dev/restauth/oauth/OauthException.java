package dev.restauth.oauth;

/** Aborts a request with an error that the client must correct. */
final class OauthException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final OauthError error;
  private final String description;

  OauthException(OauthError error, String description) {
    super(description, null, false, false);
    this.error = error;
    this.description = description;
  }

  OauthError error() {
    return error;
  }

  String description() {
    return description;
  }
}
